"""Charts with a row for each layer, as SVG that is as wide as its place.

What lies on the scale is placed in per cent of the width, texts keep their size, so a chart can be
read on a phone and on paper alike. Each datum is an element of the class `mark` with a <title>.
"""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from reproduction.report.scale import Scale

_CHARACTER = 6.6
_LONGEST_LABEL = 20
_TOP, _BOTTOM, _PADDING, _LINE = 34, 8, 5, 20


@dataclass(frozen=True)
class Row:
    """A row of a chart; the y of its `marks` starts at zero. `strong`: a row of means."""
    label: str
    height: float
    marks: str
    strong: bool = False


def number(value: float) -> str:
    """A coordinate."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def title(text: str) -> str:
    return f"<title>{escape(text)}</title>"


def bar(mark_class: str, start: float, end: float, y: float, height: float, text: str) -> str:
    """A bar between two places in per cent; one of no length is a thin line."""
    start, end = min(start, end), max(start, end)
    width = max(end - start, 0.4)
    return (f'<rect class="mark {mark_class}" x="{number(start)}%" y="{number(y)}" '
            f'width="{number(width)}%" height="{number(height)}">{title(text)}</rect>')


def point(mark_class: str, shape: str, x: float, y: float, text: str) -> str:
    """A shape (the page's symbol `shape`) around a place in per cent."""
    return (f'<use class="mark {mark_class}" href="#{shape}" x="{number(x)}%" y="{number(y)}">'
            f"{title(text)}</use>")


def line(line_class: str, x1: float, x2: float, y1: float, y2: float) -> str:
    """A line between places in per cent."""
    return (f'<line class="{line_class}" x1="{number(x1)}%" x2="{number(x2)}%" '
            f'y1="{number(y1)}" y2="{number(y2)}"/>')


def label(text_class: str, x: float, y: float, shift: float, text: str) -> str:
    """A text, `shift` pixels right of a place in per cent."""
    return (f'<text class="{text_class}" x="{number(x)}%" y="{number(y)}" '
            f'dx="{number(shift)}">{escape(text)}</text>')


def missing(mark_class: str, x: float, y: float, text: str) -> str:
    """A cross where a bar or point would be."""
    return (f'<use class="gap {mark_class}" href="#cross" x="{number(x)}%" y="{number(y)}">'
            f"{title(text)}</use>")


def row_chart(rows: list[Row], scale: Scale, tick: Callable[[float], str], axis: str,
              description: str, margin: int = 16, origin: float | None = None,
              gap: int = 8) -> str:
    """The rows below a scale named `axis`, with their labels on the left, or above where one is
    long. `margin`: pixels right of the scale, for labels of marks; `origin`: the value with a
    stronger line; `gap`: pixels between labels and scale."""
    longest = max(len(row.label) for row in rows)
    above = longest > _LONGEST_LABEL
    width = gap if above else round(longest * _CHARACTER) + 4 + gap
    names, rules, content, y = [], [], [], float(_TOP)
    for row in rows:
        rules.append(line("rule", 0, 100, y, y))
        if above:
            names.append(_name(row, "name above", 0, y + _LINE - 6))
            y += _LINE - _PADDING
        else:
            names.append(_name(row, "name", width - gap, y + row.height / 2 + _PADDING + 4))
        content.append(f'<g transform="translate(0 {number(y + _PADDING)})">{row.marks}</g>')
        y += row.height + 2 * _PADDING
    height = number(y + _BOTTOM)
    ruled = "".join(rules)
    return beside(
        description, width, margin,
        f'<svg height="{height}">{ruled}{"".join(names)}</svg>',
        f'<svg height="{height}"><text class="axis" y="11">{escape(axis)}</text>{ruled}'
        f'{_grid(scale, tick, y, origin)}{"".join(content)}</svg>')


def beside(description: str, width: float, margin: float, names: str, area: str) -> str:
    """A chart of two pictures: names of the given width, and an area that takes the rest."""
    return (f'<div class="chart" role="img" aria-label="{escape(description)}" '
            f'style="grid-template-columns:{number(width)}px minmax(0,1fr);'
            f'padding-right:{number(margin)}px">{names}{area}</div>')


def _name(row: Row, kind: str, x: float, y: float) -> str:
    kind += " strong" if row.strong else ""
    return f'<text class="{kind}" x="{number(x)}" y="{number(y)}">{escape(row.label)}</text>'


def _grid(scale: Scale, tick: Callable[[float], str], bottom: float, origin: float | None) -> str:
    lines = []
    for value in scale.ticks:
        x = scale.percent(value)
        lines.append(line("grid", x, x, _TOP - 4, bottom))
        lines.append(f'<text class="tick" x="{number(x)}%" y="{_TOP - 8}">'
                     f"{escape(tick(value))}</text>")
    if origin is not None:
        x = scale.percent(origin)
        lines.append(line("origin", x, x, _TOP - 4, bottom))
    return "".join(lines)
