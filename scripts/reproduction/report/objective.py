"""The figure of CoSA's objective: of what it is made, and how far it is from the model."""
from __future__ import annotations

import math
import re
from dataclasses import dataclass

from reproduction.records import Layer, Result
from reproduction.report.chart import Row, bar, row_chart
from reproduction.report.energy import MOST_COLORS
from reproduction.report.figure import Key, Panel, figure, note
from reproduction.report.layers import layer_name
from reproduction.report.mappers import Mapper
from reproduction.report.measures import EDP, ENERGY, LATENCY
from reproduction.report.rows import Datum, bar_row
from reproduction.report.scale import Scale, linear, logarithmic
from reproduction.report.study import View
from reproduction.report.table import Table
from reproduction.report.text import NONE, factor, percent, significant

_LANE = 8
# What the model calls the quantity that an objective in this unit stands for.
_METRICS = {"pJ": ENERGY, "cycles": LATENCY, "pJ*cycles": EDP}
_LOGARITHM = re.compile(r"log2\((.*)\)")


@dataclass(frozen=True)
class Solution:
    """A layer's mapping by a mapper that tells the parts of its objective."""
    layer: Layer
    result: Result
    parts: dict[str, float]

    @property
    def ratio(self) -> float | None:
        """The objective over what the model says, None where its unit is none of the model's."""
        unit = self.result.objective_unit or ""
        logarithm = _LOGARITHM.fullmatch(unit)
        metric = _METRICS.get(logarithm[1] if logarithm else unit)
        if metric is None or self.result.objective is None:
            return None
        model = getattr(self.result, metric.attribute)
        if not model:
            return None
        return 2 ** (self.result.objective - math.log2(model)) if logarithm else (
            self.result.objective / model)

    @property
    def adds_up(self) -> bool:
        """The objective is the sum of its parts, so they can be stacked."""
        objective = self.result.objective
        return objective is not None and min(self.parts.values()) >= 0 and math.isclose(
            sum(self.parts.values()), objective, rel_tol=0.01)


def objective_figure(view: View) -> str:
    """For each mapper that tells its objective: its parts and, where the unit allows, the gap."""
    heading = "CoSA\u2019s objective"
    panels: list[Panel] = []
    names: dict[str, None] = {}
    for mapper in view.mappers:
        found = [Solution(layer, result, result.objective_parts)
                 for layer, other, result in view.found()
                 if other is mapper and result.objective_parts]
        names |= dict.fromkeys(name for solution in found for name in solution.parts)
        if found:
            panels += _panels(view, mapper, found, list(names))
    if not panels:
        return note(heading, "No mapper told the parts of its objective.")
    return figure(
        view.id, "objective", heading,
        "Of what the objective of each layer\u2019s program is made, stacked where the parts add "
        "up to it. The gap compares the objective with what the model says of the same mapping, "
        "where both have a unit in common; the published form adds logarithms of other "
        "quantities.", panels)


def _color(index: int) -> str:
    return f"c{index % MOST_COLORS}"


def _panels(view: View, mapper: Mapper, found: list[Solution], names: list[str]) -> list[Panel]:
    unit = found[0].result.objective_unit or ""
    stacked = all(solution.adds_up for solution in found)
    highest = max(sum(solution.parts.values()) if stacked else max(solution.parts.values())
                  for solution in found)
    panels = []
    if highest > 0:
        scale = linear(highest)
        rows = [_parts_row(solution, names, scale, stacked) for solution in found]
        what = f"Parts of the objective of {mapper.name}, {view.title}"
        chart = row_chart(rows, scale, _tick, unit or "parts", what)
        keys = [Key("swatch", _color(i), name) for i, name in enumerate(names)
                if any(name in solution.parts for solution in found)]
        panels.append(Panel("parts", keys, chart, _table(what, found), mapper.name))
    if any(solution.ratio for solution in found):
        panels.append(_gap_panel(view, mapper, found))
    return panels


def _parts_row(solution: Solution, names: list[str], scale: Scale, stacked: bool) -> Row:
    """The parts one after the other in one lane, or each in its own from zero on."""
    marks, start, lane = [], 0.0, 0
    for name, value in solution.parts.items():
        end = start + value
        marks.append(bar(_color(names.index(name)), scale.percent(start), scale.percent(end),
                         lane * _LANE, _LANE - 1,
                         f"{solution.layer.name}, {name}: {significant(value)}"))
        start, lane = (end, 0) if stacked else (0.0, lane + 1)
    return Row(layer_name(solution.layer), _LANE * max(lane, 1), "".join(marks))


def _tick(value: float) -> str:
    return f"{value:.3g}"


def _table(caption: str, found: list[Solution]) -> Table:
    names = list(dict.fromkeys(name for solution in found for name in solution.parts))
    rows = [[solution.layer.name,
             *(significant(solution.parts.get(name)) for name in names),
             significant(solution.result.objective), solution.result.objective_unit or NONE,
             _gap(solution)] for solution in found]
    return Table(caption, ["Layer", *(f"#{name}" for name in names), "#objective", "unit",
                           "#gap to the model"], rows)


def _gap(solution: Solution) -> str:
    ratio = solution.ratio
    return NONE if ratio is None else percent(ratio - 1)


def _gap_panel(view: View, mapper: Mapper, found: list[Solution]) -> Panel:
    scale = logarithmic([solution.ratio for solution in found if solution.ratio], 1)
    rows = [bar_row(layer_name(solution.layer), [
        Datum(mapper, solution.ratio,
              f"{solution.layer.name}: objective {factor(solution.ratio)} the model\u2019s figure "
              f"({_gap(solution)})")], scale, 2 * _LANE, [_gap(solution)])
            for solution in found]
    what = f"Objective of {mapper.name} relative to the model, {view.title}"
    return Panel("gap to the model", [],
                 row_chart(rows, scale, lambda value: f"{value:g}\u00d7", "objective / model",
                           what, 56, 1), _table(what, found), mapper.name)
