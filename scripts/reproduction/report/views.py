"""The part of the page that shows one network on one architecture at a time."""
from __future__ import annotations

from html import escape

from reproduction.report.comparison import optimum_figure, scatter_figure, speedup_figure
from reproduction.report.effort import samples_figure, time_figure
from reproduction.report.energy import Components, layers_figure, network_figure
from reproduction.report.measures import ENERGY, LATENCY, excess
from reproduction.report.objective import objective_figure
from reproduction.report.pictures import Pictures
from reproduction.report.study import Study, View
from reproduction.report.table import Table, folded
from reproduction.report.text import factor, integer, percent, plural, significant


def views_section(study: Study, pictures: Pictures) -> str:
    """All views; a script shows one at a time."""
    components = Components(study)
    views = "".join(_view(view, components, pictures) for view in study.views)
    return f'<section id="layers"><h2>Layer by layer</h2>{_chooser(study)}{views}</section>'


def _chooser(study: Study) -> str:
    """Links to the views, and what the script makes of them: a choice of each."""
    if len(study.views) == 1:
        return ""
    links = "".join(f'<li><a href="#{view.id}">{escape(view.title)}</a></li>'
                    for view in study.views)
    return (f'<nav class="views" aria-label="Networks and architectures"><ul>{links}</ul></nav>'
            f'<form class="chooser" hidden>{_choice("Network", study.networks)}'
            f'{_choice("Architecture", study.architectures)}</form>')


def _choice(name: str, values: list[str]) -> str:
    options = "".join(f"<option>{escape(value)}</option>" for value in values)
    return f'<label>{name} <select name="{name.lower()}">{options}</select></label>'


def _view(view: View, components: Components, pictures: Pictures) -> str:
    macs = sum((layer.macs or 0) * layer.occurrences for layer in view.layers)
    count = sum(layer.occurrences for layer in view.layers)
    aside = (network_figure(view, components), scatter_figure(view),
             objective_figure(view, components))
    figures = "".join((
        speedup_figure(view), optimum_figure(view), time_figure(view), samples_figure(view),
        f"<div>{''.join(aside)}</div>", layers_figure(view, components)))
    return (
        f'<section class="view" id="{view.id}" data-network="{escape(view.network)}" '
        f'data-architecture="{escape(view.architecture)}"><h3>{escape(view.title)}</h3>'
        f"<p>{plural(count, 'layer')} of {plural(len(view.layers), 'distinct shape')}, "
        f"{significant(macs / 1e9, 3)} GMAC.</p><div class=\"grid\">{figures}</div>"
        f"{folded(_everything(view), 'All results as one table')}{pictures.html(view)}</section>")


def _everything(view: View) -> Table:
    rows = []
    for layer, mapper, result in view.found():
        simulation = view.simulation(layer, mapper.key)
        rows.append([
            layer.name, str(layer.occurrences), significant((layer.macs or 0) / 1e6), mapper.name,
            integer(result.latency_cycles), significant(result.energy_pj * ENERGY.scale),
            percent(result.utilization), percent(excess(view, layer, mapper.key)),
            significant(result.seconds, 3), integer(result.samples), integer(result.evaluations),
            integer(simulation.latency_cycles if simulation else None),
            significant(simulation.energy_pj * ENERGY.scale if simulation else None),
            factor(simulation.latency_cycles / result.latency_cycles if simulation else None)])
    head = ["Layer", "#times", "#MMAC", "Mapper", f"#{LATENCY.name}, cycles",
            f"#{ENERGY.name}, {ENERGY.unit}", "#utilization", "#EDP above optimum", "#seconds",
            "#tried", "#evaluated", "#simulated cycles", f"#simulated {ENERGY.unit}",
            "#simulator / model"]
    return Table(f"All results, {view.title}", head, rows)
