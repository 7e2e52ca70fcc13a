"""Mappers side by side: figures of each layer, gains over other mappers, geometric means.

A gain is another mapper's figure divided by this one's: more than 1 is better. Means are over the
distinct layers for which both have the figure, and know how many these are."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable
from dataclasses import dataclass

from reproduction.records import Layer, Result, Simulation
from reproduction.store import Store

MODEL_FIGURES = ("latency", "energy", "edp")
SIMULATED_FIGURES = ("simulated_latency", "simulated_energy", "simulated_edp")
FIGURES = MODEL_FIGURES + SIMULATED_FIGURES


@dataclass(frozen=True)
class Case:
    """A layer on an architecture by a mapper; no result or simulation: it was not run."""

    layer: Layer
    architecture: str
    mapper: str
    result: Result | None
    simulation: Simulation | None

    @property
    def status(self) -> str:
        return self.result.status if self.result else "not_run"

    @property
    def simulation_status(self) -> str:
        return self.simulation.status if self.simulation else "not_run"

    def figure(self, name: str) -> float | None:
        """One of FIGURES: cycles, pJ, or pJ x cycles."""
        source = self.simulation if name in SIMULATED_FIGURES else self.result
        if source is None or not source.ok:
            return None
        return {"latency": source.latency_cycles, "energy": source.energy_pj,
                "edp": source.edp}[name.removeprefix("simulated_")]


@dataclass(frozen=True)
class Mean:
    """A geometric mean over so many layers."""

    value: float
    layers: int


def geometric_mean(values: Iterable[float]) -> Mean | None:
    """None where there are no values; they are positive."""
    values = list(values)
    return Mean(statistics.geometric_mean(values), len(values)) if values else None


class Comparison:
    """All cases of a network on one architecture; `network` is None for all networks."""

    def __init__(self, network: str | None, architecture: str, mappers: list[str],
                 layers: list[Layer], cases: dict[tuple[str, str, str], Case]) -> None:
        self.network = network
        self.architecture = architecture
        self.mappers = mappers
        self.layers = layers
        self._cases = cases

    @property
    def title(self) -> str:
        return f"{self.network or 'All networks'} on {self.architecture}"

    def case(self, layer: Layer, mapper: str) -> Case:
        missing = Case(layer, self.architecture, mapper, None, None)
        return self._cases.get((layer.network, layer.name, mapper), missing)

    def cases(self, mapper: str) -> list[Case]:
        """Of one mapper, in the layers' order."""
        return [self.case(layer, mapper) for layer in self.layers]

    def gain(self, layer: Layer, mapper: str, other: str, figure: str) -> float | None:
        """The other mapper's figure divided by this one's."""
        mine, others = (self.case(layer, name).figure(figure) for name in (mapper, other))
        return others / mine if mine and others else None

    def mean_gain(self, mapper: str, other: str, figure: str) -> Mean | None:
        gains = (self.gain(layer, mapper, other, figure) for layer in self.layers)
        return geometric_mean(gain for gain in gains if gain is not None)

    def times_bound(self, layer: Layer, mapper: str) -> float | None:
        """EDP divided by the exact mapper's lower bound: at most so far from the optimum."""
        edp, exact = self.case(layer, mapper).figure("edp"), self.case(layer, "exact").result
        return edp / exact.bound if edp and exact and exact.bound else None

    def mean_times_bound(self, mapper: str) -> Mean | None:
        ratios = (self.times_bound(layer, mapper) for layer in self.layers)
        return geometric_mean(ratio for ratio in ratios if ratio is not None)

    def efforts(self, mapper: str, name: str) -> list[float]:
        """`seconds`, `samples` or `evaluations` of the layers that were mapped."""
        values = (getattr(case.result, name) for case in self.cases(mapper) if case.status == "ok")
        return [value for value in values if value is not None]

    def mean_seconds(self, mapper: str) -> Mean | None:
        return geometric_mean(value for value in self.efforts(mapper, "seconds") if value > 0)

    def count(self, mapper: str, figure: str) -> int:
        """Layers for which the mapper has the figure."""
        return sum(case.figure(figure) is not None for case in self.cases(mapper))

    def proven(self, mapper: str) -> int:
        """Layers for which the mapper proves its objective to be the least."""
        return sum(bool(case.result and case.result.proven) for case in self.cases(mapper))


def percent_above(times: float | None) -> float | None:
    """1.05 times as much is 5 percent above."""
    return None if times is None else (times - 1) * 100


def read_comparisons(store: Store) -> list[Comparison]:
    """One for each network and architecture with results; where there are several networks, then
    one of all of them for each architecture."""
    comparisons = []
    for architecture in store.architectures():
        all_layers, all_cases = [], {}
        for network in store.networks():
            results = store.results(network, architecture)
            if not results:
                continue
            simulations = store.simulations(network, architecture)
            layers = store.layers(network)
            cases = {(network, layer.name, mapper): Case(
                         layer, architecture, mapper, results.get((layer.name, mapper)),
                         simulations.get((layer.name, mapper)))
                     for layer in layers for mapper in store.mappers()}
            comparisons.append(Comparison(network, architecture, store.mappers(), layers, cases))
            all_layers += layers
            all_cases |= cases
        if len({layer.network for layer in all_layers}) > 1:
            comparisons.append(Comparison(None, architecture, store.mappers(), all_layers,
                                          all_cases))
    return comparisons
