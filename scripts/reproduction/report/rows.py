"""Rows of charts with a lane for each mapper: bars from one, points, and stacked parts."""
from __future__ import annotations

from dataclasses import dataclass

from reproduction.report.chart import Row, bar, label, line, missing, point
from reproduction.report.mappers import Mapper
from reproduction.report.scale import Scale


@dataclass(frozen=True)
class Datum:
    """A mapper's value in a row, None where it has none; `text` tells it in full."""
    mapper: Mapper
    value: float | None
    text: str


@dataclass(frozen=True)
class Part:
    """A part of a stacked bar; its colour's class is `key`."""
    key: str
    value: float
    text: str


def bar_row(name: str, data: list[Datum], scale: Scale, lane: float,
            values: list[str] | None = None, strong: bool = False) -> Row:
    """Bars from one on a logarithmic scale, with `values` written at their ends."""
    one = scale.percent(1)
    marks = []
    for i, datum in enumerate(data):
        y = i * lane
        if datum.value is None:
            marks.append(missing(datum.mapper.key, one, y + lane / 2, datum.text))
            continue
        end = scale.percent(datum.value)
        marks.append(bar(datum.mapper.key, one, end, y, lane - 1, datum.text))
        if values is not None:
            marks.append(label("value", max(one, end), y + lane / 2 + 3.5, 4, values[i]))
    return Row(name, lane * len(data), "".join(marks), strong)


def point_row(name: str, data: list[Datum], scale: Scale, lane: float, stems: bool = False,
              values: list[str] | None = None, strong: bool = False) -> Row:
    """A point for each mapper, with `stems` from the left edge, and `values` beside them."""
    marks = []
    for i, datum in enumerate(data):
        y = (i + 0.5) * lane
        if datum.value is None:
            marks.append(missing(datum.mapper.key, 0, y, datum.text))
            continue
        x = scale.percent(datum.value)
        if stems:
            marks.append(line(f"stem {datum.mapper.key}", 0, x, y, y))
        marks.append(point(datum.mapper.key, f"shape-{datum.mapper.key}", x, y, datum.text))
        if values is not None:
            marks.append(label("value", x, y + 3.5, 7, values[i]))
    return Row(name, lane * len(data), "".join(marks), strong)


def pair_row(name: str, data: list[tuple[Datum, Datum]], scale: Scale, lane: float,
             strong: bool = False) -> Row:
    """Two points for each mapper, a full and a hollow one, and the line between them."""
    marks = []
    for i, (full, hollow) in enumerate(data):
        y, key = (i + 0.5) * lane, full.mapper.key
        places = [None if datum.value is None else scale.percent(datum.value)
                  for datum in (full, hollow)]
        if places == [None, None]:
            marks.append(missing(key, 0, y, full.text))
            continue
        if None not in places:
            marks.append(line(f"stem {key}", places[0], places[1], y, y))
        for datum, x, kind in zip((hollow, full), reversed(places), ("hollow ", "")):
            if x is not None:
                marks.append(point(f"{kind}{key}", f"shape-{key}", x, y, datum.text))
    return Row(name, lane * len(data), "".join(marks), strong)


def stack_row(name: str, stacks: list[tuple[Datum, list[Part]]], scale: Scale, lane: float,
              strong: bool = False) -> Row:
    """Parts side by side from zero on, a lane for each mapper. What is beyond the scale is cut
    off, and the bar's whole length written on it."""
    marks = []
    for i, (datum, parts) in enumerate(stacks):
        y, total = i * lane, 0.0
        marks.append(f'<use class="lane" href="#shape-{datum.mapper.key}" '
                     f'color="var(--{datum.mapper.key})" x="-7" y="{(i + 0.5) * lane:g}"/>')
        if datum.value is None:
            marks.append(missing(datum.mapper.key, 1, y + lane / 2, datum.text))
        for part in parts:
            start, total = total, total + part.value
            if part.value > 0 and start < scale.high:
                marks.append(bar(part.key, scale.percent(start), scale.percent(total), y,
                                 lane - 1, part.text))
        if total > scale.high:
            marks.append(label("value small", 100, y + lane / 2 + 3, 4, datum.text))
    return Row(name, lane * len(stacks), "".join(marks), strong)
