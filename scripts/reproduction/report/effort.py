"""Figures of what it takes to map a network's layers: time, and mappings tried and evaluated."""
from __future__ import annotations

from statistics import median

from reproduction.records import Layer
from reproduction.report.chart import row_chart
from reproduction.report.figure import Panel, figure, mapper_keys, note
from reproduction.report.layers import POINT_LANE, STRONG_LANE, layer_name, why_missing
from reproduction.report.mappers import Mapper
from reproduction.report.measures import figures
from reproduction.report.rows import Datum, pair_row, point_row
from reproduction.report.scale import logarithmic
from reproduction.report.study import View
from reproduction.report.table import Table
from reproduction.report.text import integer, listing, seconds, seconds_tick, short, significant


def time_figure(view: View) -> str:
    """Time to solution."""
    heading = "Time to solution"
    medians = [median(found) if (found := figures([view], mapper.key, "seconds")) else None
               for mapper in view.mappers]
    values = [result.seconds for _, _, result in view.found() if result.seconds]
    if not values:
        return note(heading, "No mapper reported a time.")
    scale = logarithmic(values, most_ticks=5)
    data = [Datum(mapper, value or None, f"{mapper.name}: median {seconds(value)}")
            for mapper, value in zip(view.mappers, medians)]
    rows = [point_row("median", data, scale, STRONG_LANE, False, list(map(seconds, medians)),
                      True)]
    table = [["median", *(significant(value, 3) for value in medians)]]
    for layer in view.layers:
        data = [_time_datum(view, layer, mapper) for mapper in view.mappers]
        rows.append(point_row(layer_name(layer), data, scale, POINT_LANE))
        table.append([layer.name, *(significant(datum.value, 3) for datum in data)])
    what = f"Time to solution in seconds, {view.title}"
    return figure(
        view.id, "time", heading,
        "What each mapper took for a layer, one thread, as the mapper reports it. "
        "Logarithmic scale.",
        [Panel("time", mapper_keys(view.mappers),
               row_chart(rows, scale, seconds_tick, "time", what, 48),
               Table(what, ["Layer", *(f"#{mapper.name}" for mapper in view.mappers)], table))])


def _time_datum(view: View, layer: Layer, mapper: Mapper) -> Datum:
    result = view.result(layer, mapper.key)
    if result is None or not result.seconds:
        return Datum(mapper, None, why_missing(view, layer, mapper))
    return Datum(mapper, result.seconds, f"{layer.name}, {mapper.name}: {seconds(result.seconds)}")


def samples_figure(view: View) -> str:
    """Mappings tried, and valid ones evaluated."""
    heading = "Mappings tried and evaluated"
    values = [count for _, _, result in view.found()
              for count in (result.samples, result.evaluations) if count]
    if not values:
        return note(heading, "No mapper reported how many mappings it tried.")
    scale = logarithmic(values)
    mappers = [mapper for mapper in view.mappers if any(
        figures([view], mapper.key, what) for what in ("samples", "evaluations"))]
    medians = [[median(found) if (found := figures([view], mapper.key, what)) else None
                for what in ("samples", "evaluations")] for mapper in mappers]
    rows = [pair_row("median", [_pair(mapper, "median", *pair)
                                for mapper, pair in zip(mappers, medians)],
                     scale, STRONG_LANE, True)]
    table = [["median", *(integer(count) for pair in medians for count in pair)]]
    for layer in view.layers:
        results = [view.result(layer, mapper.key) for mapper in mappers]
        counts = [(result.samples, result.evaluations) if result else (None, None)
                  for result in results]
        rows.append(pair_row(layer_name(layer), [
            _pair(mapper, layer.name, *pair) for mapper, pair in zip(mappers, counts)],
            scale, POINT_LANE))
        table.append([layer.name, *(integer(count) for pair in counts for count in pair)])
    what = f"Mappings tried, and valid ones evaluated, {view.title}"
    head = [f"#{mapper.name}, {count}" for mapper in mappers
            for count in ("tried", "evaluated")]
    return figure(
        view.id, "samples", heading,
        "Full marks: mappings that were tried; hollow ones: valid mappings among them whose cost "
        "was evaluated. Logarithmic scale. " + _uncounted(view, mappers),
        [Panel("samples", mapper_keys(mappers),
               row_chart(rows, scale, short, "mappings", what),
               Table(what, ["Layer", *head], table))])


def _uncounted(view: View, mappers: list[Mapper]) -> str:
    names = [mapper.name for mapper in view.mappers if mapper not in mappers]
    if not names:
        return ""
    return f"{listing(names)} {'does' if len(names) == 1 else 'do'} not tell such numbers."


def _pair(mapper: Mapper, name: str, samples: float | None,
          evaluations: float | None) -> tuple[Datum, Datum]:
    text = (f"{name}, {mapper.name}: {integer(samples)} tried, "
            f"{integer(evaluations)} evaluated")
    return Datum(mapper, samples or None, text), Datum(mapper, evaluations or None, text)
