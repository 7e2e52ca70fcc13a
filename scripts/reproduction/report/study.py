"""The results of a run as the report sees them: a `View` for each network on an architecture.

`read_study` raises StoreError, with the file and what would be right, for a file that cannot be
reported on.
"""
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reproduction.comparison import Comparison, read_comparisons
from reproduction.records import Layer, Result, Simulation
from reproduction.report.mappers import BY_KEY, Mapper
from reproduction.store import Store, StoreError


@dataclass(frozen=True)
class View:
    """One network on one architecture, and the mappers of the study."""
    comparison: Comparison
    mappers: list[Mapper]

    @property
    def network(self) -> str:
        return self.comparison.network

    @property
    def architecture(self) -> str:
        return self.comparison.architecture

    @property
    def layers(self) -> list[Layer]:
        return self.comparison.layers

    @property
    def title(self) -> str:
        return self.comparison.title

    @property
    def id(self) -> str:
        """A name for links, of characters that need no escapes."""
        return re.sub(r"\W", lambda found: f"-{ord(found[0]):x}-",
                      f"{self.network}-{self.architecture}", flags=re.ASCII).replace("-2d-", "-")

    def result(self, layer: Layer, mapper: str) -> Result | None:
        """The mapping of a layer, None where there is none."""
        result = self.comparison.case(layer, mapper).result
        return result if result is not None and result.ok else None

    def simulation(self, layer: Layer, mapper: str) -> Simulation | None:
        """The simulation of a layer's mapping, None where there is none."""
        simulation = self.comparison.case(layer, mapper).simulation
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
    """All views of a result file, the mappers that have a result in any, and what failed."""
    meta: dict[str, str]
    mappers: list[Mapper]
    views: list[View]
    failures: list[Result | Simulation]

    @property
    def networks(self) -> list[str]:
        return list(dict.fromkeys(view.network for view in self.views))

    @property
    def architectures(self) -> list[str]:
        return list(dict.fromkeys(view.architecture for view in self.views))

    def has(self, mapper: str) -> bool:
        return any(known.key == mapper for known in self.mappers)


def read_study(path: Path) -> Study:
    """Reads a result file that has at least one mapping."""
    with Store.open(path) as store:
        mappers = _known(store.mappers(), path)
        views = [View(comparison, mappers) for comparison in _by_network(store)]
        failures = store.failures()
        meta = store.meta()
    if not views:
        raise StoreError(f"the result file '{path}' has no results yet; scripts/reproduce.sh "
                         "goes on where it was interrupted")
    if not any(True for view in views for _ in view.found()):
        first = failures[0]
        raise StoreError(
            f"the result file '{path}' has no mapping to report on: all {len(failures)} tasks "
            f"failed, the first ({first.mapper} for {first.layer} of {first.network} on "
            f"{first.architecture}) with: {first.message}")
    return Study(meta, mappers, views, failures)


def _known(keys: list[str], path: Path) -> list[Mapper]:
    unknown = [key for key in keys if key not in BY_KEY]
    if unknown:
        raise StoreError(f"the result file '{path}' has results of the mapper '{unknown[0]}'; the "
                         f"report knows {', '.join(BY_KEY)}")
    return [BY_KEY[key] for key in keys]


def _by_network(store: Store) -> list[Comparison]:
    """Of one network each, and network by network."""
    order = store.networks()
    return sorted((found for found in read_comparisons(store) if found.network),
                  key=lambda found: order.index(found.network))
