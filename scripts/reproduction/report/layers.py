"""What the rows of charts of a network have in common."""
from __future__ import annotations

from reproduction.records import Layer
from reproduction.report.mappers import Mapper
from reproduction.report.study import View

# Heights of a mapper's lane in a row, in pixels.
BAR_LANE = 6
POINT_LANE = 7
STRONG_LANE = 13


def layer_name(layer: Layer) -> str:
    """The name, and how often the network has the layer."""
    return layer.name if layer.occurrences == 1 else f"{layer.name} \u00d7{layer.occurrences}"


def why_missing(view: View, layer: Layer, mapper: Mapper, simulated: bool = False) -> str:
    """Why there is no value, as a text of a mark."""
    name = f"{layer.name}, {mapper.name}: "
    case = view.comparison.case(layer, mapper.key)
    if case.result is None:
        return name + "not run yet"
    if not case.result.ok:
        return name + "no mapping"
    if simulated and case.simulation is None:
        return name + "not simulated"
    if simulated and not case.simulation.ok:
        return name + "simulation failed"
    return name + "nothing to compare with"
