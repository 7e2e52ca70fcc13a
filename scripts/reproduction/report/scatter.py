"""Points on two logarithmic scales that are the same, with the diagonal on which both agree."""
from __future__ import annotations

from dataclasses import dataclass
from html import escape

from reproduction.report.chart import beside, label, line, number, point
from reproduction.report.mappers import Mapper
from reproduction.report.scale import logarithmic
from reproduction.report.text import short

_LEFT, _RIGHT, _HEIGHT, _BOTTOM = 46, 14, 400, 40
_MULTIPLES = (2, 5, 10, 100)


@dataclass(frozen=True)
class Pair:
    """A point: x and y, and `text` that tells them in full."""
    mapper: Mapper
    x: float
    y: float
    text: str


def scatter_chart(pairs: list[Pair], x_axis: str, y_axis: str, description: str) -> str:
    """All pairs, in the order of the list, later ones on top."""
    scale = logarithmic([value for pair in pairs for value in (pair.x, pair.y)])
    marks = []
    for factor in _MULTIPLES:
        if scale.low * factor < scale.high:
            edge = scale.percent(scale.low * factor)
            marks.append(_diagonal("guide", edge))
            marks.append(f'<text class="tick start halo" x="2" y="{number(100 - edge)}%" dy="-3">'
                         f"{factor}\u00d7</text>")
    marks.append(_diagonal("origin", 0))
    for value in scale.ticks:
        x = scale.percent(value)
        marks.append(line("grid", x, x, 0, _HEIGHT))
        marks.append(f'<line class="grid" x1="0" x2="100%" y1="{number(100 - x)}%" '
                     f'y2="{number(100 - x)}%"/>')
    for pair in pairs:
        mark = point(pair.mapper.key, f"shape-{pair.mapper.key}", scale.percent(pair.x), 0,
                     pair.text)
        y = number(100 - scale.percent(pair.y))
        marks.append(mark.replace(' y="0"', f' y="{y}%"', 1))
    ticks = "".join(
        f'<text class="tick end" x="{_LEFT - 6}" '
        f'y="{number(_HEIGHT * (1 - scale.percent(value) / 100) + 4)}">{short(value)}</text>'
        for value in scale.ticks)
    below = "".join(label("tick", scale.percent(value), 16, 0, short(value))
                    for value in scale.ticks)
    names = f'<svg class="rows" height="{_HEIGHT}">{ticks}</svg>'
    area = (f'<div><svg class="cut" height="{_HEIGHT}"><rect class="frame" width="100%" '
            f'height="100%"/>{"".join(marks)}</svg><svg height="{_BOTTOM}">{below}'
            f'<text class="axis end" x="100%" y="34">{escape(x_axis)}</text></svg></div>')
    return (f'<p class="axis-name">{escape(y_axis)}</p>'
            + beside(description, _LEFT, _RIGHT, names, area))


def _diagonal(line_class: str, edge: float) -> str:
    """The line of all y that are as many per cent of the scale above x."""
    return (f'<line class="{line_class}" x1="0" y1="{number(100 - edge)}%" '
            f'x2="{number(100 - edge)}%" y2="0"/>')
