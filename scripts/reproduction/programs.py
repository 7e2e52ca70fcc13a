"""Command lines of the project's programs, and what their JSON says as records."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path

from reproduction.processes import Finished, Processes
from reproduction.records import Result, Simulation

MAPPER, MODEL, SIMULATOR = "tilewright-mapper", "tilewright-model", "tilewright-sim"
SEED = 1
# A program may need a while after its time limit to end by itself.
GRACE_SECONDS = 120

# The baselines of CoSA's paper: the best of 5 valid random mappings, and the best of 16,384 valid
# ones of Timeloop's hybrid search.
_SEARCH = ["--objective", "edp", "--threads", "1", "--seed", str(SEED)]
_MAPPER_OPTIONS = {
    "random": ["--mapper", "random", "--best-of", "5", *_SEARCH],
    "hybrid": ["--mapper", "hybrid", "--best-of", "16384", *_SEARCH],
    "cosa_published": ["--mapper", "cosa", "--cosa-formulation", "published"],
    "cosa": ["--mapper", "cosa", "--cosa-formulation", "improved", "--objective", "edp"],
    "exact": ["--mapper", "exact", "--objective", "edp", "--threads", "1"],
}


def mapper_options(mapper: str, time_limit_seconds: float) -> list[str]:
    """What tilewright-mapper is told besides files, as one of store.MAPPERS."""
    return [*_MAPPER_OPTIONS[mapper], "--time-limit", f"{time_limit_seconds:g}"]


@dataclass(frozen=True)
class Task:
    """A layer to be mapped onto an architecture by a mapper; paths of input files."""

    network: str
    layer: str
    architecture: str
    mapper: str
    layer_file: Path
    architecture_file: Path
    constraints_file: Path
    simulation_file: Path

    @property
    def key(self) -> tuple[str, str, str, str]:
        return (self.network, self.layer, self.architecture, self.mapper)


class Programs:
    """The programs of one folder."""

    def __init__(self, folder: Path, processes: Processes) -> None:
        self._folder = folder
        self._processes = processes

    def run(self, program: str, arguments: list, limit_seconds: float = GRACE_SECONDS) -> Finished:
        command = [str(self._folder / program), *map(str, arguments)]
        return self._processes.run(command, limit_seconds)

    def map(self, task: Task, time_limit_seconds: float, folder: Path) -> Result:
        """Maps the layer; `folder` takes the program's files."""
        finished = self.run(MAPPER, [
            task.architecture_file, task.constraints_file, task.layer_file, "-o", folder,
            *mapper_options(task.mapper, time_limit_seconds),
            "--json", "--exit-zero-without-mapping"], time_limit_seconds + GRACE_SECONDS)
        if finished.status:
            return Result(*task.key, "error", finished.problem())
        found = json.loads(finished.output) if finished.output else {}
        if not found.get("valid"):
            reason = found.get("rejection") or found.get("reason") or finished.problem()
            return Result(*task.key, "no_mapping", reason.removeprefix("WARNING: "),
                          **_effort(found))
        mapping, picture = folder / "timeloop-mapper.map.yaml", folder / "mapping.svg"
        drawn = self.run(MODEL, [task.architecture_file, task.layer_file, mapping, "-o", folder,
                                 "--mapping-picture", picture])
        if drawn.status:
            return Result(*task.key, "error", f"{MODEL} refuses the mapping: {drawn.problem()}",
                          **_effort(found))
        return Result(*task.key, "ok", **_effort(found), **_claim(found),
                      **_costs(found["evaluation"]), mapping=mapping.read_text(),
                      picture=picture.read_text())

    def simulate(self, task: Task, mapping: str, time_limit_seconds: float,
                 folder: Path) -> Simulation:
        """Plays a mapping of the layer; `folder` takes the program's files."""
        mapping_file = folder / "mapping.yaml"
        mapping_file.write_text(mapping)
        start = time.monotonic()
        finished = self.run(SIMULATOR, [
            task.architecture_file, task.layer_file, mapping_file, task.simulation_file,
            "-o", folder, "--json", "--time-limit", f"{time_limit_seconds:g}"],
            time_limit_seconds + GRACE_SECONDS)
        seconds = time.monotonic() - start
        if finished.status:
            return Simulation(*task.key, "error", finished.problem(), seconds)
        played = json.loads(finished.output)
        if not played["finished"]:
            return Simulation(
                *task.key, "not_finished",
                f"{played['done']:.1%} played when it ended: {played['stop_reason']}", seconds)
        return Simulation(*task.key, "ok", "", seconds, played["cycles"],
                          played["evaluation"]["energy_pj"],
                          {part["cause"]: part["cycles"] for part in played["time"]})


def _effort(found: dict) -> dict:
    """Time and tries of a mapper; CoSA solves one program, and evaluates what that gives."""
    if found.get("mapper") == "cosa":
        return {"seconds": found["solve_seconds"], "samples": 1,
                "evaluations": found.get("evaluations", 1)}
    if found.get("mapper") == "exact":
        return {"seconds": found["statistics"]["seconds"]}
    return {"seconds": found.get("search_seconds"), "samples": found.get("tried"),
            "evaluations": found.get("valid_mappings")}


def _claim(found: dict) -> dict:
    """What a mapper says about the least value of its objective."""
    if found["mapper"] == "cosa":
        return {"objective": found["objective"], "bound": found["bound"],
                "proven": found["proven_optimal"], "objective_parts": found["breakdown"],
                "objective_unit": found.get("objective_unit", "log2")}
    if found["mapper"] == "exact":
        return {"objective": found["cost"]["edp"], "bound": found["lower_bound"]["edp"],
                "proven": found["proven_optimal"], "objective_unit": "pJ x cycles"}
    return {}


def _costs(evaluation: dict) -> dict:
    components = [*reversed(evaluation["storage"]), *evaluation["networks"], evaluation["compute"]]
    return {"latency_cycles": evaluation["cycles"], "energy_pj": evaluation["energy_pj"],
            "utilization": evaluation["utilization"],
            "energy_parts": {part["name"]: part["energy_pj"] for part in components}}
