"""What is compared: metrics, how mappers relate to a baseline or the optimum, and means of that."""
from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import geometric_mean

from reproduction.records import Layer
from reproduction.report.study import View


@dataclass(frozen=True)
class Metric:
    """A figure of a mapping: `attribute` of a result or simulation, times `scale` in `unit`."""
    key: str
    name: str
    attribute: str
    unit: str
    scale: float
    digits: int


LATENCY = Metric("latency", "Latency", "latency_cycles", "cycles", 1, 0)
ENERGY = Metric("energy", "Energy", "energy_pj", "\u00b5J", 1e-6, 4)
EDP = Metric("edp", "EDP", "edp", "J\u00b7cycle", 1e-12, 4)
METRICS = (LATENCY, ENERGY, EDP)


def cost(view: View, layer: Layer, mapper: str, metric: Metric, simulated: bool) -> float | None:
    """A mapping's metric on the model or the simulator; None where it is not known, or nothing
    that a ratio could be made of."""
    record = view.simulation(layer, mapper) if simulated else view.result(layer, mapper)
    value = getattr(record, metric.attribute) if record is not None else None
    return value if value else None


@dataclass(frozen=True)
class Ratio:
    """How a mapper's metric for a layer relates to another mapper's."""
    view: View
    layer: Layer
    value: float


def gain(view: View, layer: Layer, mapper: str, baseline: str, metric: Metric,
         simulated: bool) -> float | None:
    """How many times less than the baseline's the mapper's metric is."""
    own = cost(view, layer, mapper, metric, simulated)
    reference = cost(view, layer, baseline, metric, simulated)
    return None if own is None or reference is None else reference / own


def gains(views: Iterable[View], mapper: str, baseline: str, metric: Metric,
          simulated: bool) -> list[Ratio]:
    """The gain of every layer for which both mappers have a mapping."""
    found = []
    for view in views:
        for layer in view.layers:
            value = gain(view, layer, mapper, baseline, metric, simulated)
            if value is not None:
                found.append(Ratio(view, layer, value))
    return found


def excess(view: View, layer: Layer, mapper: str) -> float | None:
    """The mapper's EDP over the exact mapper's on the model, less one."""
    value = gain(view, layer, "exact", mapper, EDP, simulated=False)
    return None if value is None else value - 1


def excesses(views: Iterable[View], mapper: str) -> list[Ratio]:
    """The excess of every layer that both the mapper and the exact one have a mapping for."""
    return [Ratio(ratio.view, ratio.layer, ratio.value - 1)
            for ratio in gains(views, "exact", mapper, EDP, simulated=False)]


def mean(ratios: list[Ratio]) -> float | None:
    """Geometric mean."""
    return geometric_mean([ratio.value for ratio in ratios]) if ratios else None


def mean_excess(ratios: list[Ratio]) -> float | None:
    """Geometric mean of one plus the excess, less one."""
    if not ratios:
        return None
    return math.exp(math.fsum(math.log1p(ratio.value) for ratio in ratios) / len(ratios)) - 1


def figures(views: Iterable[View], mapper: str, attribute: str) -> list[float]:
    """A figure of all of a mapper's mappings, such as its seconds; in ascending order."""
    values = [getattr(result, attribute) for view in views
              for _, other, result in view.found() if other.key == mapper]
    return sorted(value for value in values if value is not None)
