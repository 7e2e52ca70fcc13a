"""The results of a run as the report sees them: a `View` for each network on an architecture.

`read_study` raises StoreError, with the file and what would be right, for a file that cannot be
reported on.
"""
from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reproduction.records import Layer, Result, Simulation
from reproduction.store import Store, StoreError
from reproduction.report.mappers import BY_KEY, Mapper


@dataclass(frozen=True)
class View:
    """One network on one architecture; `results` and `simulations` by (layer, mapper)."""
    network: str
    architecture: str
    layers: list[Layer]
    mappers: list[Mapper]
    results: dict[tuple[str, str], Result]
    simulations: dict[tuple[str, str], Simulation]

    @property
    def id(self) -> str:
        """A name for links, of characters that need no escapes."""
        name = f"{self.network}-{self.architecture}"
        if all(c.isascii() and (c.isalnum() or c in "_-") for c in name):
            return name
        return "view-" + hashlib.sha1(name.encode()).hexdigest()[:12]

    @property
    def title(self) -> str:
        return f"{self.network} on {self.architecture}"

    def result(self, layer: Layer, mapper: str) -> Result | None:
        """The mapping of a layer, None where there is none."""
        result = self.results.get((layer.name, mapper))
        return result if result is not None and result.ok else None

    def simulation(self, layer: Layer, mapper: str) -> Simulation | None:
        """The simulation of a layer's mapping, None where there is none."""
        simulation = self.simulations.get((layer.name, mapper))
        return simulation if simulation is not None and simulation.ok else None

    def found(self) -> Iterator[tuple[Layer, Mapper, Result]]:
        """All mappings, layer by layer."""
        for layer in self.layers:
            for mapper in self.mappers:
                result = self.result(layer, mapper.key)
                if result is not None:
                    yield layer, mapper, result


@dataclass(frozen=True)
class Study:
    """All views of a result file, and the mappers that have a result in any of them."""
    meta: dict[str, str]
    mappers: list[Mapper]
    views: list[View]

    @property
    def networks(self) -> list[str]:
        return list(dict.fromkeys(view.network for view in self.views))

    @property
    def architectures(self) -> list[str]:
        return list(dict.fromkeys(view.architecture for view in self.views))

    def has(self, mapper: str) -> bool:
        return any(known.key == mapper for known in self.mappers)


def _known(keys: list[str], path: Path) -> list[Mapper]:
    unknown = [key for key in keys if key not in BY_KEY]
    if unknown:
        raise StoreError(f"the result file '{path}' has results of the mapper '{unknown[0]}'; the "
                         f"report knows {', '.join(BY_KEY)}")
    return [BY_KEY[key] for key in keys]


def read_study(path: Path) -> Study:
    """Reads a result file that has at least one mapping."""
    with Store.open(path) as store:
        mappers = _known(store.mappers(), path)
        views = []
        for network in store.networks():
            for architecture in store.architectures():
                results = store.results(network, architecture)
                if results:
                    views.append(View(network, architecture, store.layers(network), mappers,
                                      results, store.simulations(network, architecture)))
        meta = store.meta()
    results = [result for view in views for result in view.results.values()]
    if not results:
        raise StoreError(f"the result file '{path}' has no results yet; scripts/reproduce.sh "
                         "goes on where it was interrupted")
    if not any(result.ok for result in results):
        first = results[0]
        raise StoreError(
            f"the result file '{path}' has no mapping to report on: all {len(results)} tasks "
            f"failed, the first ({first.mapper} for {first.layer} of {first.network} on "
            f"{first.architecture}) with: {first.message}")
    return Study(meta, mappers, views)
