"""The mappers of the study: their order, names and marks, the same in every chart and table."""
from dataclasses import dataclass


@dataclass(frozen=True)
class Mapper:
    """How a mapper is shown. `key` is its name in the result file and its class in the page."""
    key: str
    name: str
    short: str
    what: str


MAPPERS = (
    Mapper("random", "Random", "Random",
           "random search: the best of 5 valid mappings"),
    Mapper("hybrid", "Hybrid", "Hybrid",
           "Timeloop's hybrid search: the best of 16,384 valid mappings"),
    Mapper("cosa_published", "CoSA, published", "CoSA 2021",
           "CoSA's mixed-integer program as it was published in 2021"),
    Mapper("cosa", "CoSA, improved", "CoSA",
           "CoSA with the improved program of this project"),
    Mapper("exact", "Exact", "Exact",
           "the exact mapper, which proves that no mapping has a smaller energy-delay product"),
)
BY_KEY = {mapper.key: mapper for mapper in MAPPERS}
