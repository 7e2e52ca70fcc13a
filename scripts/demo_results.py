"""Reads what scripts/demo.sh left: one folder for each distinct layer of a network."""
import json
import pathlib
from dataclasses import dataclass


@dataclass
class Layer:
    """A distinct layer. Without a valid mapping, `problem` says why and the costs are 0."""
    name: str
    count: int  # how often the network has it
    problem: str = ""
    solve_seconds: float = 0
    operations: int = 0
    cycles: int = 0
    utilization: float = 0  # 0 to 1
    energy_pj: float = 0

    @property
    def energy_uj(self):
        return self.energy_pj / 1e6

    @property
    def edp_joule_cycles(self):
        return self.energy_pj * 1e-12 * self.cycles


def layer_order(layers_file):
    """The names in the network's layers.yaml (one `- name  # comment` a line), in order."""
    with open(layers_file, encoding="utf-8") as lines:
        entries = [line.split("#")[0].strip() for line in lines]
    return [entry[1:].strip() for entry in entries if entry.startswith("-")]


def read_layer(folder, name, count):
    status = int((folder / "status").read_text())
    text = (folder / "result.json").read_text()
    if not text:
        messages = (folder / "messages.txt").read_text().strip().splitlines() or ["no message"]
        return Layer(name, count, problem=f"exit status {status}: {messages[-1]}")
    result = json.loads(text)
    layer = Layer(name, count, solve_seconds=result["solve_seconds"])
    if not result["valid"]:
        layer.problem = "does not fit: " + result.get("rejection", result.get("reason", ""))
        return layer
    evaluation = result["evaluation"]
    layer.operations = evaluation["compute"]["operations"]
    layer.cycles = evaluation["cycles"]
    layer.utilization = evaluation["utilization"]
    layer.energy_pj = evaluation["energy_pj"]
    return layer


def read_network(layers_file, results):
    """All distinct layers, in the order of their first place in the network."""
    order = layer_order(layers_file)
    return [read_layer(pathlib.Path(results) / name, name, order.count(name))
            for name in dict.fromkeys(order)]
