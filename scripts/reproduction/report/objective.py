"""The figure of CoSA's objective: of what it is made, and how far it is from the model.

The published form tells sums of logarithms (the unit log2). The improved one has an objective in a
unit of the model, and tells the energies, in pJ, that its program counts by component.
"""
from __future__ import annotations

from dataclasses import dataclass

from reproduction.records import Layer, Result
from reproduction.report.chart import Row, bar, row_chart
from reproduction.report.energy import MOST_COLORS, Components
from reproduction.report.figure import Key, Panel, figure, note
from reproduction.report.layers import layer_name
from reproduction.report.mappers import Mapper
from reproduction.report.rows import Datum, Part, bar_row, stack_row
from reproduction.report.scale import Scale, linear, logarithmic
from reproduction.report.study import View
from reproduction.report.table import Table
from reproduction.report.text import NONE, factor, percent, significant

_LANE = 8
_STACK_LANE = 16
# The model's figure for an objective in this unit.
_FIGURES = {"pJ": "energy", "cycles": "latency", "pJ*cycles": "edp"}


@dataclass(frozen=True)
class Solution:
    """A layer's mapping by a mapper that tells the parts of its objective, and `model`: what the
    model says in the objective's unit, None where it has no such unit."""
    layer: Layer
    result: Result
    parts: dict[str, float]
    model: float | None

    @property
    def ratio(self) -> float | None:
        """The objective over the model's figure."""
        objective = self.result.objective
        return objective / self.model if objective and self.model else None


def objective_figure(view: View, components: Components) -> str:
    """For each mapper that tells its objective: its parts and, where the unit allows, the gap."""
    heading = "CoSA\u2019s objective"
    panels: list[Panel] = []
    for mapper in reversed(view.mappers):
        found = _solutions(view, mapper)
        if not found:
            continue
        if found[0].result.objective_unit in _FIGURES:
            panels += _energy_panel(view, mapper, found, components)
            panels += _gap_panel(view, mapper, found)
        else:
            panels += _sums_panel(view, mapper, found)
    if not panels:
        return note(heading, "No mapper told the parts of its objective.")
    return figure(
        view.id, "objective", heading,
        "The improved program counts energies and cycles: its parts are shown relative to the "
        "energy that the model says, and the gap is that between the objective and the "
        "model\u2019s figure for the same mapping. The published one weighs sums of logarithms, "
        "which have no counterpart on the model.", panels)


def _solutions(view: View, mapper: Mapper) -> list[Solution]:
    found = []
    for layer in view.layers:
        case = view.comparison.case(layer, mapper.key)
        if case.status == "ok" and case.result.objective_parts:
            unit = _FIGURES.get(case.result.objective_unit or "")
            found.append(Solution(layer, case.result, case.result.objective_parts,
                                  case.figure(unit) if unit else None))
    return found


def _sums_panel(view: View, mapper: Mapper, found: list[Solution]) -> list[Panel]:
    """Each part as a bar of its own from zero on."""
    highest = max(max(solution.parts.values()) for solution in found)
    if highest <= 0:
        return []
    names = list(dict.fromkeys(name for solution in found for name in solution.parts))
    scale = linear(highest)
    rows = [_sums_row(solution, names, scale) for solution in found]
    unit = found[0].result.objective_unit or "parts"
    what = f"Parts of the objective of {mapper.name}, {view.title}"
    keys = [Key("swatch", _color(i), name) for i, name in enumerate(names)]
    return [Panel("parts", keys, row_chart(rows, scale, _tick, unit, what), _table(what, found),
                  mapper.name)]


def _sums_row(solution: Solution, names: list[str], scale: Scale) -> Row:
    marks = [bar(_color(names.index(name)), 0, scale.percent(value), lane * _LANE, _LANE - 1,
                 f"{solution.layer.name}, {name}: {significant(value)}")
             for lane, (name, value) in enumerate(solution.parts.items())]
    return Row(layer_name(solution.layer), _LANE * len(names), "".join(marks))


def _energy_panel(view: View, mapper: Mapper, found: list[Solution],
                  components: Components) -> list[Panel]:
    """The program's energies, relative to the energy of the mapping on the model."""
    splits = [{name: value / solution.result.energy_pj
               for name, value in components.split(solution.parts).items()}
              for solution in found if solution.result.energy_pj]
    if not splits or len(splits) != len(found):
        return []
    scale = linear(max(1.0, *(sum(split.values()) for split in splits)))
    rows = []
    for solution, split in zip(found, splits):
        parts = [Part(components.color(name), value, f"{solution.layer.name}, {name}: "
                      f"{percent(value)} of the model\u2019s energy")
                 for name, value in split.items()]
        rows.append(stack_row(layer_name(solution.layer), [
            (Datum(mapper, sum(split.values()), ""), parts)], scale, _STACK_LANE))
    what = f"Energies in the program of {mapper.name} in pJ, {view.title}"
    keys = components.keys(name for split in splits for name, value in split.items() if value > 0)
    chart = row_chart(rows, scale, lambda value: f"{value * 100:g}%", "of the model\u2019s energy",
                      what, origin=1, gap=18)
    return [Panel("parts", keys, chart, _table(what, found), mapper.name)]


def _gap_panel(view: View, mapper: Mapper, found: list[Solution]) -> list[Panel]:
    """The objective over the model's figure."""
    ratios = [solution.ratio for solution in found if solution.ratio]
    if not ratios:
        return []
    scale = logarithmic(ratios, 1, most_ticks=5)
    rows = [bar_row(layer_name(solution.layer), [
        Datum(mapper, solution.ratio, f"{solution.layer.name}: the objective is "
              f"{factor(solution.ratio)} the model\u2019s figure")], scale, _STACK_LANE,
        [_gap(solution)]) for solution in found]
    what = f"Objective of {mapper.name} relative to the model, {view.title}"
    chart = row_chart(rows, scale, lambda value: f"{value:g}\u00d7", "objective / model", what, 56,
                      1)
    return [Panel("gap to the model", [], chart, _table(what, found), mapper.name)]


def _color(index: int) -> str:
    return f"c{index % MOST_COLORS}"


def _tick(value: float) -> str:
    return f"{value:.3g}"


def _gap(solution: Solution) -> str:
    return NONE if solution.ratio is None else percent(solution.ratio - 1)


def _table(caption: str, found: list[Solution]) -> Table:
    names = list(dict.fromkeys(name for solution in found for name in solution.parts))
    rows = [[solution.layer.name,
             *(significant(solution.parts.get(name)) for name in names),
             significant(solution.result.objective), solution.result.objective_unit or NONE,
             significant(solution.model), _gap(solution)] for solution in found]
    return Table(caption, ["Layer", *(f"#{name}" for name in names), "#objective", "Unit",
                           "#on the model", "#gap"], rows)
