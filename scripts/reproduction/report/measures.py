"""What is compared: metrics, and how mappers relate to each other over several views."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reproduction.comparison import geometric_mean
from reproduction.records import Layer
from reproduction.report.study import View


@dataclass(frozen=True)
class Metric:
    """A figure of a mapping on the model (`key`) or the simulator; `scale` makes it one of
    `unit`."""
    key: str
    name: str
    unit: str
    scale: float

    def figure(self, simulated: bool) -> str:
        """The name that reproduction.comparison gives it."""
        return f"simulated_{self.key}" if simulated else self.key


LATENCY = Metric("latency", "Latency", "cycles", 1)
ENERGY = Metric("energy", "Energy", "\u00b5J", 1e-6)
EDP = Metric("edp", "EDP", "J\u00b7cycle", 1e-12)
METRICS = (LATENCY, ENERGY, EDP)


@dataclass(frozen=True)
class Ratio:
    """How a mapper's figure for a layer relates to another one."""
    view: View
    layer: Layer
    value: float


def gain(view: View, layer: Layer, mapper: str, baseline: str, metric: Metric,
         simulated: bool) -> float | None:
    """How many times less than the baseline's the mapper's metric is."""
    return view.comparison.gain(layer, mapper, baseline, metric.figure(simulated))


def gains(views: Iterable[View], mapper: str, baseline: str, metric: Metric,
          simulated: bool) -> list[Ratio]:
    """The gain of every layer for which both mappers have a mapping."""
    return [Ratio(view, layer, value) for view in views for layer in view.layers
            if (value := gain(view, layer, mapper, baseline, metric, simulated)) is not None]


def excess(view: View, layer: Layer, mapper: str) -> float | None:
    """The mapper's EDP over the exact mapper's on the model, less one."""
    value = gain(view, layer, "exact", mapper, EDP, simulated=False)
    return None if value is None else value - 1


def excesses(views: Iterable[View], mapper: str) -> list[Ratio]:
    """The excess of every layer that both the mapper and the exact one have a mapping for."""
    return [Ratio(ratio.view, ratio.layer, ratio.value - 1)
            for ratio in gains(views, "exact", mapper, EDP, simulated=False)]


def bound_excesses(views: Iterable[View], mapper: str) -> list[Ratio]:
    """The same over the exact mapper's lower bound: at most so far is the optimum."""
    return [Ratio(view, layer, value - 1) for view in views for layer in view.layers
            if (value := view.comparison.times_bound(layer, mapper)) is not None]


def mean(ratios: list[Ratio]) -> float | None:
    """Geometric mean."""
    found = geometric_mean(ratio.value for ratio in ratios)
    return found.value if found else None


def mean_excess(ratios: list[Ratio]) -> float | None:
    """Geometric mean of one plus the excess, less one."""
    found = geometric_mean(1 + ratio.value for ratio in ratios)
    return found.value - 1 if found else None


def figures(views: Iterable[View], mapper: str, effort: str) -> list[float]:
    """`seconds`, `samples` or `evaluations` of all of a mapper's mappings, in ascending order."""
    return sorted(value for view in views for value in view.comparison.efforts(mapper, effort))
