"""Figures: a caption, a legend, a chart or several to choose from, and the numbers as a table."""
from __future__ import annotations

from dataclasses import dataclass
from html import escape

from reproduction.report.mappers import Mapper
from reproduction.report.table import Table, folded

_MARK = 'class="mark '


@dataclass(frozen=True)
class Key:
    """An entry of a legend: a symbol of the page, the class of its colour, and what it means."""
    symbol: str
    mark_class: str
    name: str


@dataclass(frozen=True)
class Panel:
    """One of a figure's charts; `group` and `name` name it in the figure's switch."""
    name: str
    keys: list[Key]
    chart: str
    table: Table
    group: str = ""


def mapper_keys(mappers: list[Mapper]) -> list[Key]:
    return [Key(f"shape-{mapper.key}", mapper.key, mapper.name) for mapper in mappers]


def figure(place: str, kind: str, heading: str, caption: str, panels: list[Panel],
           level: int = 4) -> str:
    """The figure `kind` of the section whose id is `place`, with a heading of `level`; `caption`
    is HTML. Several panels get a switch that works without a script; figures of the same kind
    switch together. `data-marks` tells how many marks a panel has."""
    name = f"{place}-{kind}"
    body = [f'<div class="panel" data-panel="{i}" data-marks="{panel.chart.count(_MARK)}">'
            f'{_legend(panel.keys)}<div class="plot">{panel.chart}</div>'
            f'{folded(panel.table, "The numbers as a table")}</div>'
            for i, panel in enumerate(panels)]
    switch = _switch(name, kind, panels) if len(panels) > 1 else ""
    kinds = "figure switched" if len(panels) > 1 else "figure"
    return (f'<figure class="{kinds}" id="{name}" data-chart="{kind}" '
            f'aria-labelledby="{name}-title"><figcaption><h{level} id="{name}-title">'
            f"{escape(heading)}</h{level}><p>{caption}</p></figcaption>"
            f"{switch}{''.join(body)}</figure>")


def note(heading: str, text: str) -> str:
    """What stands in the place of a chart without data."""
    return (f'<div class="figure none"><h4>{escape(heading)}</h4><p>{escape(text)}</p></div>')


def _legend(keys: list[Key]) -> str:
    entries = "".join(
        f'<li><svg width="14" height="14" aria-hidden="true"><use class="{key.mark_class}" '
        f'href="#{key.symbol}" x="7" y="7"/></svg>{escape(key.name)}</li>' for key in keys)
    return f'<ul class="legend">{entries}</ul>'


def _switch(name: str, kind: str, panels: list[Panel]) -> str:
    groups: dict[str, list[str]] = {}
    for i, panel in enumerate(panels):
        checked = " checked" if i == 0 else ""
        groups.setdefault(panel.group, []).append(
            f'<label><input type="radio" name="{name}" value="{i}" data-kind="{kind}"{checked}>'
            f"<span>{escape(panel.name)}</span></label>")
    fields = "".join(
        f'<span class="choices">{f"<b>{escape(group)}</b>" if group else ""}{"".join(labels)}'
        "</span>" for group, labels in groups.items())
    return f'<div class="switch" role="radiogroup" aria-label="What is shown">{fields}</div>'
