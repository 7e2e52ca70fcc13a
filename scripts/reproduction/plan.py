"""What is to be done: which layers, on which architectures, by which mappers, from which files."""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from reproduction.errors import ReproductionError, UsageError
from reproduction.programs import MAPPER, SIMULATOR, Programs, Task, mapper_options
from reproduction.records import Layer
from reproduction.store import ARCHITECTURES, MAPPERS, NETWORKS, in_order

ROOT = Path(__file__).resolve().parents[2]
SPECS = ROOT / "specs"
CONSTRAINTS_FILE = SPECS / "constraints" / "simba_bypass.yaml"
QUICK_NETWORKS = ("resnet50", "alexnet")

# Every layer has a mapping here: its evaluation tells how large the layer is.
_ONE_MEMORY = """
arch:
  arithmetic: {name: MAC, instances: 1, word-bits: 8}
  storage:
    - {name: Memory, instances: 1, word-bits: 8, technology: DRAM}
"""


def known_networks() -> list[str]:
    folders = [file.parent.name for file in (SPECS / "networks").glob("*/layers.yaml")]
    return in_order(folders, NETWORKS)


def known_architectures() -> list[str]:
    """Those that there are settings of the simulator for."""
    names = [file.stem for file in (SPECS / "architectures").glob("*.yaml")]
    return in_order((name for name in names if simulation_file(name).exists()), ARCHITECTURES)


def architecture_file(architecture: str) -> Path:
    return SPECS / "architectures" / f"{architecture}.yaml"


def simulation_file(architecture: str) -> Path:
    return SPECS / "simulation" / f"{architecture}_mesh_ddr4.yaml"


def choose(kind: str, wanted: Iterable[str], known: Iterable[str]) -> list[str]:
    """`wanted` without repetitions. Raises UsageError for a name that is not known."""
    known = list(known)
    for name in wanted:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1, cutoff=0.5)
            hint = f"; did you mean '{near[0]}'?" if near else "."
            raise UsageError(f"unknown {kind} '{name}'{hint} Known: {', '.join(known)}")
    return list(dict.fromkeys(wanted))


@dataclass(frozen=True)
class Network:
    """A network's distinct layers in its order, and the file of each."""

    name: str
    layers: list[Layer]
    files: list[Path]


def read_network(name: str, programs: Programs) -> Network:
    """Asks the mapper for the list of layers and their sizes."""
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "one_memory.yaml").write_text(_ONE_MEMORY)
        finished = programs.run(MAPPER, [
            folder / "one_memory.yaml", "--network", SPECS / "networks" / name, "-o", folder,
            "--mapper", "random", "--best-of", "1", "--json", "--exit-zero-without-mapping"])
        if finished.status:
            raise ReproductionError(f"network '{name}': {finished.problem()}")
        entries = json.loads(finished.output)["layers"]
        layers = [Layer(name, entry["layer"], position, entry["count"],
                        *_sizes(folder / entry["layer"] / "result.json"))
                  for position, entry in enumerate(entries)]
        return Network(name, layers, [Path(entry["file"]) for entry in entries])


def _sizes(result_file: Path) -> tuple:
    """MACs and words of weights, inputs and outputs; nothing for a layer that cannot be read."""
    if not result_file.exists():
        return ()
    evaluation = json.loads(result_file.read_text()).get("evaluation")
    if not evaluation:
        return ()
    spaces = evaluation["storage"][0]["data_spaces"]
    words = (spaces.get(name, {}).get("tile_size_words")
             for name in ("Weights", "Inputs", "Outputs"))
    return (evaluation["compute"]["operations"], *words)


def make_tasks(networks: list[Network], architectures: list[str], mappers: list[str],
               layers: list[str] | None) -> list[Task]:
    """All combinations, those first that take long: exact ones, and large layers.

    `layers`: names to keep; None keeps all. Raises UsageError for a name that no network has."""
    if layers is not None:
        choose("layer", layers, [layer.name for network in networks for layer in network.layers])
    tasks = [(MAPPERS.index(mapper), layer.macs or 0,
              Task(network.name, layer.name, architecture, mapper, file,
                   architecture_file(architecture), CONSTRAINTS_FILE,
                   simulation_file(architecture)))
             for network in networks for architecture in architectures for mapper in mappers
             for layer, file in zip(network.layers, network.files)
             if layers is None or layer.name in layers]
    tasks.sort(key=lambda task: task[:2], reverse=True)
    return [task for _, _, task in tasks]


_OPTIONS_OF = "options of "


class Inputs:
    """Digests of what results are made from, by name; each file is read once."""

    def __init__(self, programs_folder: Path, time_limit_seconds: float) -> None:
        self._programs_folder = programs_folder
        self._time_limit_seconds = time_limit_seconds
        self._digests: dict[str, str | None] = {}

    def of_network(self, network: str) -> dict[str, str]:
        return self._of(_file_name(SPECS / "networks" / network / "layers.yaml"))

    def of_mapping(self, task: Task) -> dict[str, str]:
        files = (task.layer_file, task.architecture_file, task.constraints_file)
        return self._of(MAPPER, _OPTIONS_OF + task.mapper, *map(_file_name, files))

    def of_simulation(self, task: Task) -> dict[str, str]:
        return self._of(SIMULATOR, _file_name(task.simulation_file))

    def changed(self, noted: dict[str, str]) -> list[str]:
        """Names of those inputs that are not any more what they were."""
        return [name for name, digest in noted.items() if self._digest(name) != digest]

    def _of(self, *names: str) -> dict[str, str]:
        return {name: self._digest(name) for name in names}

    def _digest(self, name: str) -> str | None:
        if name not in self._digests:
            self._digests[name] = self._read(name)
        return self._digests[name]

    def _read(self, name: str) -> str | None:
        mapper = name.removeprefix(_OPTIONS_OF)
        if mapper in MAPPERS:
            return " ".join(mapper_options(mapper, self._time_limit_seconds))
        file = self._programs_folder / name if name in (MAPPER, SIMULATOR) else ROOT / name
        return hashlib.sha256(file.read_bytes()).hexdigest() if file.exists() else None


def _file_name(file: Path) -> str:
    return str(file.resolve().relative_to(ROOT))
