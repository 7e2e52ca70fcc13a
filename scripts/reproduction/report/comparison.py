"""Figures of how good the mappings of a network's layers are: against random search, against the
optimum, and on the simulator against the model."""
from __future__ import annotations

from reproduction.records import Layer
from reproduction.report.chart import row_chart
from reproduction.report.figure import Panel, figure, mapper_keys, note
from reproduction.report.layers import BAR_LANE, POINT_LANE, STRONG_LANE, layer_name, why_missing
from reproduction.report.mappers import Mapper
from reproduction.report.measures import (METRICS, Metric, Ratio, excess, excesses, gain, gains,
                                          mean, mean_excess)
from reproduction.report.rows import Datum, bar_row, point_row
from reproduction.report.scale import logarithmic
from reproduction.report.scatter import Pair, scatter_chart
from reproduction.report.study import View
from reproduction.report.table import Table
from reproduction.report.text import factor, integer, percent, plural, short, significant

_LEAST_EXCESS = 1e-3


def speedup_figure(view: View) -> str:
    """How many times less than random's each mapping's latency, energy and EDP is."""
    heading = "Gain over random search"
    mappers = [mapper for mapper in view.mappers if mapper.key != "random"]
    panels = [panel for simulated in (False, True) for metric in METRICS
              if (panel := _gain_panel(view, mappers, metric, simulated)) is not None]
    if not panels:
        return note(heading, "No layer has a mapping of random search and one of another mapper.")
    return figure(
        view.id, "speedup", heading,
        "How many times less each mapping takes than the best of random search: bars to the right "
        "of 1\u00d7 are better. A cross stands for a layer without a mapping.",
        panels)


def _gain_panel(view: View, mappers: list[Mapper], metric: Metric,
                simulated: bool) -> Panel | None:
    means = {mapper.key: gains([view], mapper.key, "random", metric, simulated)
             for mapper in mappers}
    values = [ratio.value for ratios in means.values() for ratio in ratios]
    if not values:
        return None
    scale = logarithmic(values, 1)
    averages = [mean(means[mapper.key]) for mapper in mappers]
    data = [Datum(mapper, value, _mean_text(mapper, value, means[mapper.key]))
            for mapper, value in zip(mappers, averages)]
    rows = [bar_row("geometric mean", data, scale, STRONG_LANE, list(map(factor, averages)), True)]
    table = [["geometric mean", *map(factor, averages)]]
    for layer in view.layers:
        data = [_gain_datum(view, layer, mapper, metric, simulated) for mapper in mappers]
        rows.append(bar_row(layer_name(layer), data, scale, BAR_LANE))
        table.append([layer.name, *(factor(datum.value) for datum in data)])
    where = "on the simulator" if simulated else "on the model"
    what = f"{metric.name} gain over random search {where}, {view.title}"
    chart = row_chart(rows, scale, lambda value: f"{value:g}\u00d7", "gain", what, 44, 1)
    return Panel(metric.name, mapper_keys(mappers), chart,
                 Table(what, ["Layer", *(f"#{mapper.name}" for mapper in mappers)], table),
                 "Simulator" if simulated else "Model")


def _mean_text(mapper: Mapper, value: float | None, ratios: list[Ratio]) -> str:
    return f"{mapper.name}: geometric mean {factor(value)} of {plural(len(ratios), 'layer')}"


def _gain_datum(view: View, layer: Layer, mapper: Mapper, metric: Metric,
                simulated: bool) -> Datum:
    value = gain(view, layer, mapper.key, "random", metric, simulated)
    if value is None:
        return Datum(mapper, None, why_missing(view, layer, mapper, simulated))
    case = view.comparison.case(layer, mapper.key)
    own = significant(case.figure(metric.figure(simulated)) * metric.scale)
    return Datum(mapper, value, f"{layer.name}, {mapper.name}: {factor(value)} "
                                f"({own} {metric.unit})")


def optimum_figure(view: View) -> str:
    """How far each mapping's EDP is above that of the exact mapper."""
    heading = "Distance from the optimum"
    mappers = [mapper for mapper in view.mappers if mapper.key != "exact"]
    means = [mean_excess(excesses([view], mapper.key)) for mapper in mappers]
    values = [ratio.value for mapper in mappers for ratio in excesses([view], mapper.key)]
    if not values:
        return note(heading, "No layer has a mapping of the exact mapper and one of another.")
    scale = logarithmic([max(value, _LEAST_EXCESS) for value in values], _LEAST_EXCESS, 1)
    data = [_excess_datum(mapper, "geometric mean", value, "no value")
            for mapper, value in zip(mappers, means)]
    rows = [point_row("geometric mean", data, scale, STRONG_LANE, True, list(map(percent, means)),
                      True)]
    table = [["geometric mean", "", *map(percent, means)]]
    for layer in view.layers:
        excess_of = {mapper.key: excess(view, layer, mapper.key) for mapper in mappers}
        data = [_excess_datum(mapper, layer.name, excess_of[mapper.key],
                              why_missing(view, layer, mapper)) for mapper in mappers]
        rows.append(point_row(layer_name(layer), data, scale, POINT_LANE, True))
        table.append([layer.name, _proof(view, layer), *map(percent, excess_of.values())])
    what = f"EDP on the model above that of the exact mapper, {view.title}"
    chart = row_chart(rows, scale, _excess_tick, "EDP above the exact mapper's", what, 48)
    return figure(
        view.id, "optimum", heading,
        "By how much each mapping's energy-delay product on the model is above that of the exact "
        "mapper. At the left edge: by 0.1\u202f% at most. " + _unproven(view),
        [Panel("EDP", mapper_keys(mappers), chart,
               Table(what, ["Layer", "Exact is", *(f"#{mapper.name}" for mapper in mappers)],
                     table))])


def _excess_datum(mapper: Mapper, name: str, value: float | None, missing: str) -> Datum:
    if value is None:
        return Datum(mapper, None, missing)
    side = "below the best that is known" if value < 0 else "above"
    return Datum(mapper, value, f"{name}, {mapper.name}: {percent(abs(value))} {side}")


def _excess_tick(value: float) -> str:
    return f"{value * 100:g}%" if value < 10 else f"{short(value * 100)}%"


def _proof(view: View, layer: Layer) -> str:
    exact = view.result(layer, "exact")
    if exact is None:
        return "missing"
    return "optimal" if exact.proven else "not proven"


def _unproven(view: View) -> str:
    names = [layer.name for layer in view.layers if _proof(view, layer) == "not proven"]
    if not names:
        return "All optima are proven."
    return (f"The exact mapper's result is not proven to be the optimum for "
            f"{plural(len(names), 'layer')}; the table says for which.")


def scatter_figure(view: View) -> str:
    """Latency on the model against that on the simulator."""
    heading = "Model against simulator"
    # From the last mapper to the first: the optimum lies below what reaches it.
    found = [(layer, mapper, result, simulation) for mapper in reversed(view.mappers)
             for layer in view.layers
             if (result := view.result(layer, mapper.key)) is not None
             and (simulation := view.simulation(layer, mapper.key)) is not None]
    if not found:
        return note(heading, "No mapping of this network was simulated.")
    pairs, table = [], []
    for layer, mapper, result, simulation in found:
        ratio = factor(simulation.latency_cycles / result.latency_cycles)
        pairs.append(Pair(mapper, result.latency_cycles, simulation.latency_cycles,
                          f"{layer.name}, {mapper.name}: {integer(result.latency_cycles)} cycles "
                          f"on the model, {integer(simulation.latency_cycles)} on the simulator "
                          f"({ratio})"))
        stall, share = _largest(simulation.stalls)
        table.append([layer.name, mapper.name, integer(result.latency_cycles),
                      integer(simulation.latency_cycles), ratio, stall, share])
    what = f"Latency on the model and on the simulator, {view.title}"
    return figure(
        view.id, "scatter", heading,
        "Each mark is a mapping. On the diagonal the simulator takes the cycles that the model "
        "says; above it more, as buffers wait for the network on chip and DRAM.",
        [Panel("latency",
               mapper_keys([mapper for mapper in view.mappers
                            if any(mapper is other for _, other, _, _ in found)]),
               scatter_chart(pairs, "cycles on the model", "cycles on the simulator", what),
               Table(what, ["Layer", "Mapper", "#Model, cycles", "#Simulator, cycles", "#Ratio",
                            "Most cycles go to", "#Share"], table))])


def _largest(stalls: dict[str, int] | None) -> tuple[str, str]:
    """The cause of most cycles, and its share."""
    if not stalls or not sum(stalls.values()):
        return "", ""
    cause = max(stalls, key=stalls.get)
    return cause, percent(stalls[cause] / sum(stalls.values()))
