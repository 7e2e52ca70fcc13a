"""A small result file with made-up figures, for the tests of the report."""
from __future__ import annotations

import subprocess
from pathlib import Path

from reproduction.records import Layer, Result, Simulation
from reproduction.store import Store

ROOT = Path(__file__).resolve().parents[2]
META = {"tilewright_version": "0.0", "created": "2026-01-01T00:00:00", "machine": "none",
        "command": "made up by a test"}
# (network, architecture): names of layers. Names that need escapes, and one that is long.
VIEWS = {
    ("alexnet", "simba"): ("conv1", 'conv<2>&"3"', "fc6", "fc7"),
    ("alexnet", "simba_8x8"): ("conv1", 'conv<2>&"3"', "fc6", "fc7"),
    ("bert_base", "simba"): ("attention_output_projection", "feed_forward"),
}
# Multiples of the optimum's latency and energy by mapper; EDP is their product.
LATENCY = {"random": 16, "hybrid": 8, "cosa_published": 2, "cosa": 1, "exact": 1}
ENERGY = {"random": 9, "hybrid": 4, "cosa_published": 1.5, "cosa": 1.02, "exact": 1}
EXCESS = {mapper: LATENCY[mapper] * ENERGY[mapper] - 1 for mapper in LATENCY}
SECONDS = {"random": 0.004, "hybrid": 0.3, "cosa_published": 0.05, "cosa": 0.2, "exact": 0.9}
SAMPLES = {"random": 900, "hybrid": 50_000, "cosa_published": 1, "cosa": 3, "exact": 7000}
EVALUATIONS = {"random": 5, "hybrid": 16_384, "cosa_published": 1, "cosa": 3, "exact": 40}
STALLED = 1.5
FAILED = ("alexnet", "fc6", "simba", "cosa_published")
FAILED_SIMULATION = ("alexnet", "fc7", "simba", "random")
NOT_RUN = ("bert_base", "feed_forward", "simba", "hybrid")
NOT_PROVEN = ("bert_base", "feed_forward", "simba", "exact")
MESSAGE = "tile of <Inputs> exceeds the buffer"
PICTURE = ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><style>rect{fill:#c00}'
           '</style><rect id="mark" width="40" height="20"/><text>50% &amp; "x"</text></svg>')


def layers(network: str) -> list[Layer]:
    names = next(names for (other, _), names in VIEWS.items() if other == network)
    return [Layer(network, name, i, 1 + i, 1_000_000 * (i + 1), 1000, 2000, 3000)
            for i, name in enumerate(names)]


def result(key: tuple[str, str, str, str], scale: int) -> Result:
    """The mapping of a task; `scale` times the cost of the smallest layer."""
    mapper = key[3]
    if key == FAILED:
        return Result(*key, "no_mapping", MESSAGE, 0.05, 1, 0)
    latency, energy = 1000 * scale * LATENCY[mapper], 2e6 * scale * ENERGY[mapper]
    told = {
        "cosa_published": {"objective": 60.0, "objective_unit": "log2",
                           "objective_parts": {"utilization": 20.0, "compute": 7.0}},
        "cosa": {"objective": 0.9 * energy * latency, "objective_unit": "pJ*cycles",
                 "objective_parts": {"DRAM": 0.6 * energy, "MAC": 0.3 * energy}},
        "exact": {"bound": latency * energy * (0.5 if key == NOT_PROVEN else 1)},
    }.get(mapper, {})
    return Result(
        *key, "ok", "", SECONDS[mapper], SAMPLES[mapper], EVALUATIONS[mapper], latency, energy,
        0.5, mapper == "exact" and key != NOT_PROVEN, **told,
        energy_parts={"DRAM": 0.7 * energy, "Buffer": 0.2 * energy, "DRAM <==> Buffer": 0.0,
                      "MAC": 0.1 * energy},
        mapping="mapping: []", picture=PICTURE)


def simulation(record: Result) -> Simulation:
    key = (record.network, record.layer, record.architecture, record.mapper)
    if key == FAILED_SIMULATION:
        return Simulation(*key, "error", "stopped after 15 s", 15.0)
    latency = round(STALLED * record.latency_cycles)
    return Simulation(*key, "ok", "", 0.1, latency, record.energy_pj,
                      {"compute": record.latency_cycles,
                       "fill of Weights": latency - record.latency_cycles})


def write_results(path: Path) -> None:
    """All views, with a failure, a simulation that failed, and a task that was not run."""
    with Store.open_or_create(path, META) as store:
        for network in dict.fromkeys(network for network, _ in VIEWS):
            store.add_layers(layers(network), {})
        for network, architecture in VIEWS:
            for layer in layers(network):
                for mapper in LATENCY:
                    key = (network, layer.name, architecture, mapper)
                    if key == NOT_RUN:
                        continue
                    record = result(key, layer.position + 1)
                    store.add(record, {})
                    if record.ok:
                        store.add(simulation(record), {})


def report(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Runs scripts/report."""
    return subprocess.run([ROOT / "scripts" / "report", *arguments], capture_output=True,
                          text=True, check=False)
