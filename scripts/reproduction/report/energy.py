"""Figures of energy by component: of a whole network, and layer by layer."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from reproduction.records import Layer, Result
from reproduction.report.chart import Row, row_chart
from reproduction.report.figure import Key, Panel, figure, mapper_keys, note
from reproduction.report.layers import layer_name, why_missing
from reproduction.report.mappers import Mapper
from reproduction.report.rows import Datum, Part, stack_row
from reproduction.report.scale import Scale, linear
from reproduction.report.study import Study, View
from reproduction.report.table import Table
from reproduction.report.text import factor, percent, plural, significant

MOST_COLORS = 10
OTHER = "others"
_LEAST_SHARE = 0.002
_LANE = 9
_TOTAL_LANE = 22
_LIMIT = 4.0
_GAP = 18  # pixels, with the symbols of mappers


class Components:
    """The components that count in a study, outermost first, each with a colour of its own; what
    is small is summed up as `others`."""

    def __init__(self, study: Study) -> None:
        totals: Counter[str] = Counter()
        for view in study.views:
            for _, _, result in view.found():
                parts = result.energy_parts or {}
                whole = sum(parts.values()) or 1
                totals.update({name: value / whole for name, value in parts.items()})
        least = _LEAST_SHARE * totals.total()
        shown = {name for name, value in totals.most_common(MOST_COLORS - 1) if value >= least}
        self.names = [name for name in totals if name in shown]

    def split(self, energy_parts: dict[str, float]) -> dict[str, float]:
        """The energies, in the order of the colours, with what is small as one."""
        parts = {name: energy_parts.get(name, 0.0) for name in self.names}
        parts[OTHER] = sum(value for name, value in energy_parts.items() if name not in parts)
        return parts

    def color(self, name: str) -> str:
        """The class of a component's colour."""
        return f"c{self.names.index(name)}" if name in self.names else "other"

    def keys(self, shown: Iterable[str]) -> list[Key]:
        """The legend of those components that are shown."""
        present = set(shown)
        return [Key("swatch", self.color(name), name) for name in [*self.names, OTHER]
                if name in present]


def network_figure(view: View, components: Components) -> str:
    """Energy of the whole network, over those layers that all mappers have mapped."""
    common = [layer for layer in view.layers
              if all(_parts(view.result(layer, mapper.key)) for mapper in view.mappers)]
    heading = "Energy of the network by component"
    if not common:
        return note(heading, "No layer has a mapping of every mapper.")
    macs = sum((layer.macs or 0) * layer.occurrences for layer in common)
    divisor, unit = (macs, "pJ/MAC") if macs else (1e6, "\u00b5J")
    stacks, table, shown = [], [], set()
    for mapper in view.mappers:
        total: Counter[str] = Counter()
        for layer in common:
            for name, value in view.result(layer, mapper.key).energy_parts.items():
                total[name] += value * layer.occurrences
        split = {name: value / divisor for name, value in components.split(total).items()}
        shown |= {name for name, value in split.items() if value > 0}
        stacks.append(_stack(components, mapper, mapper.name, split, unit))
        table.append([mapper.name, *(significant(value) for value in split.values()),
                      significant(sum(split.values()))])
    scale = linear(max(datum.value for datum, _ in stacks))
    rows = [stack_row(mapper.short, [stack], scale, _TOTAL_LANE)
            for mapper, stack in zip(view.mappers, stacks)]
    left_out = len(view.layers) - len(common)
    which = "all layers of the network" if not left_out else (
        f"the {plural(len(common), 'distinct layer')} that every mapper has mapped "
        f"({left_out} left out)")
    what = f"Energy by component in {unit}, {view.title}"
    return figure(
        view.id, "energy-network", heading,
        f"Sum over {which}, each as often as it occurs, in {unit}.",
        [Panel("energy", components.keys(shown),
               row_chart(rows, scale, lambda value: f"{value:g}", unit, what, gap=_GAP),
               Table(what, ["Mapper", *(f"#{name}" for name in split), "#total"], table))])


def layers_figure(view: View, components: Components) -> str:
    """Energy of each layer, relative to the least that a mapper found for it."""
    heading = "Energy of each layer by component"
    if not any(result.energy_parts for _, _, result in view.found()):
        return note(heading, "No mapping has energies by component.")
    scale = Scale(0, _LIMIT, False, (0, 1, 2, 3, 4))
    rows, table, shown = [], [], set()
    for layer in view.layers:
        row, cells, names = _layer_row(view, layer, components, scale)
        rows.append(row)
        table += cells
        shown |= names
    what = f"Energy by component in \u00b5J, {view.title}"
    head = ["Layer", "Mapper", *(f"#{name}" for name in [*components.names, OTHER]), "#total"]
    return figure(
        view.id, "energy-layers", heading,
        "In multiples of the least energy that any mapper found for the layer. Bars are cut off "
        f"at {_LIMIT:g}\u00d7, with their length written beside them. Symbols tell the mapper.",
        [Panel("energy", mapper_keys(view.mappers) + components.keys(shown),
               row_chart(rows, scale, lambda value: f"{value:g}\u00d7", "energy", what, 44, 1,
                         _GAP),
               Table(what, head, table))])


def _layer_row(view: View, layer: Layer, components: Components,
               scale: Scale) -> tuple[Row, list[list[str]], set[str]]:
    splits = {mapper.key: components.split(parts) for mapper in view.mappers
              if (parts := _parts(view.result(layer, mapper.key)))}
    least = min((sum(split.values()) for split in splits.values()), default=1) or 1
    stacks, table, shown = [], [], set()
    for mapper in view.mappers:
        split = splits.get(mapper.key)
        if split is None:
            stacks.append((Datum(mapper, None, why_missing(view, layer, mapper)), []))
            continue
        relative = {name: value / least for name, value in split.items()}
        stacks.append(_stack(components, mapper, f"{layer.name}, {mapper.name}", relative, "",
                             least))
        shown |= {name for name, value in split.items() if value > 0}
        table.append([layer.name, mapper.name,
                      *(significant(value / 1e6) for value in split.values()),
                      significant(sum(split.values()) / 1e6)])
    return stack_row(layer_name(layer), stacks, scale, _LANE), table, shown


def _stack(components: Components, mapper: Mapper, name: str, split: dict[str, float], unit: str,
           pj: float | None = None) -> tuple[Datum, list[Part]]:
    """A bar; with `pj`, values are multiples of so many pJ."""
    total = sum(split.values())
    parts = []
    for component, value in split.items():
        amount = f"{significant(value)} {unit}" if pj is None else (
            f"{significant(value * pj / 1e6)} \u00b5J")
        share = percent(value / total) if total else percent(0)
        parts.append(Part(components.color(component), value,
                          f"{name}, {component}: {amount} ({share})"))
    return Datum(mapper, total, factor(total)), parts


def _parts(result: Result | None) -> dict[str, float] | None:
    return result.energy_parts if result is not None else None
