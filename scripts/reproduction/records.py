"""What a reproduction finds out: layers, results of mappers, and simulations of their mappings."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Layer:
    """A distinct layer of a network; sizes in words, None where no tool could tell them."""

    network: str
    name: str
    position: int
    occurrences: int
    macs: int | None = None
    weights: int | None = None
    inputs: int | None = None
    outputs: int | None = None


class Outcome:
    """What results and simulations have in common."""

    @property
    def ok(self) -> bool:
        return self.status == "ok"

    @property
    def edp(self) -> float | None:
        """Energy-delay product in pJ x cycles."""
        return self.latency_cycles * self.energy_pj if self.ok else None


@dataclass(frozen=True)
class Result(Outcome):
    """One row of `results`, with the JSON columns as dictionaries (in the order of writing)."""

    network: str
    layer: str
    architecture: str
    mapper: str
    status: str
    message: str = ""
    seconds: float | None = None
    samples: int | None = None
    evaluations: int | None = None
    latency_cycles: int | None = None
    energy_pj: float | None = None
    utilization: float | None = None
    proven: bool | None = None
    bound: float | None = None
    objective: float | None = None
    objective_unit: str | None = None
    objective_parts: dict[str, float] | None = None
    energy_parts: dict[str, float] | None = None
    mapping: str | None = None
    picture: str | None = None


@dataclass(frozen=True)
class Simulation(Outcome):
    """One row of `simulations`."""

    network: str
    layer: str
    architecture: str
    mapper: str
    status: str
    message: str = ""
    seconds: float | None = None
    latency_cycles: int | None = None
    energy_pj: float | None = None
    stalls: dict[str, int] | None = None
