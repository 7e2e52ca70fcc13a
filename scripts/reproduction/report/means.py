"""Charts of geometric means: of all layers, and network by network."""
from __future__ import annotations

from reproduction.report.chart import row_chart
from reproduction.report.figure import Panel, figure, mapper_keys, note
from reproduction.report.layers import STRONG_LANE
from reproduction.report.mappers import BY_KEY, Mapper
from reproduction.report.measures import METRICS, Metric, Ratio, gains, mean
from reproduction.report.rows import Datum, bar_row
from reproduction.report.scale import logarithmic
from reproduction.report.study import Study, View
from reproduction.report.table import Table
from reproduction.report.text import factor

# What mappers are compared with; the first that there is counts most.
BASELINES = ("hybrid", "random")


def means_figure(study: Study) -> str:
    """Geometric means of all metrics, over random and over hybrid search; where there are several
    architectures, for each of them, too."""
    selections = [("", study.views)]
    if len(study.architectures) > 1:
        selections = [("all architectures", study.views)] + [
            (name, [view for view in study.views if view.architecture == name])
            for name in study.architectures]
    panels = [panel for name, views in selections for baseline in BASELINES if study.has(baseline)
              if (panel := _means_panel(study, name, views, BY_KEY[baseline])) is not None]
    heading = "How much better, on the whole"
    if not panels:
        return note(heading, "No layer has mappings of two mappers.")
    return figure(
        "all", "geomeans", heading,
        "Geometric means over all layers of how many times less a mapper\u2019s mappings take "
        "than those of the baseline. Right of 1\u00d7 is better.",
        panels, 3)


def _means_panel(study: Study, selection: str, views: list[View],
                 baseline: Mapper) -> Panel | None:
    mappers = [mapper for mapper in study.mappers if mapper is not baseline]
    found: list[tuple[str, list[list[Ratio]]]] = []
    for simulated in (False, True):
        for metric in METRICS:
            ratios = [gains(views, mapper.key, baseline.key, metric, simulated)
                      for mapper in mappers]
            if any(ratios):
                found.append((f"{metric.name}, {'simulator' if simulated else 'model'}", ratios))
    means = [mean(ratios) for _, row in found for ratios in row if ratios]
    if not means:
        return None
    scale = logarithmic(means, 1)
    rows, table = [], []
    for name, row in found:
        data = [Datum(mapper, mean(ratios), f"{name}, {mapper.name}: {factor(mean(ratios))}, "
                                            f"geometric mean of {len(ratios)}")
                for mapper, ratios in zip(mappers, row)]
        texts = [factor(datum.value) for datum in data]
        rows.append(bar_row(name, data, scale, STRONG_LANE, texts))
        table.append([name, *(cell for ratios, text in zip(row, texts)
                              for cell in (text, str(len(ratios))))])
    where = f", {selection}" if selection else ""
    what = f"Geometric means of the gain over {baseline.name.lower()} search{where}"
    head = [column for mapper in mappers for column in (f"#{mapper.name}", "#layers")]
    chart = row_chart(rows, scale, lambda value: f"{value:g}\u00d7", "gain", what, 44, 1)
    return Panel(f"over {baseline.name.lower()}", mapper_keys(mappers), chart,
                 Table(what, ["Metric", *head], table), selection)


def networks_figure(study: Study) -> str:
    """Geometric means of each network on each architecture."""
    if len(study.views) < 2:
        return ""
    baseline = "hybrid" if study.has("hybrid") else "random"
    panels = []
    for simulated in (False, True):
        for metric in reversed(METRICS):
            panel = _networks_panel(study, baseline, metric, simulated)
            if panel is not None:
                panels.append(panel)
    heading = "Network by network"
    if not panels:
        return note(heading, "No layer has mappings of two mappers.")
    return figure("all", "networks", heading,
                  f"Geometric means of the gain over {baseline} search over the distinct layers "
                  "of each network.", panels, 3)


def _networks_panel(study: Study, baseline: str, metric: Metric,
                    simulated: bool) -> Panel | None:
    mappers = [mapper for mapper in study.mappers if mapper.key != baseline]
    means = {view.id: [mean(gains([view], mapper.key, baseline, metric, simulated))
                       for mapper in mappers] for view in study.views}
    values = [value for row in means.values() for value in row if value is not None]
    if not values:
        return None
    scale = logarithmic(values, 1)
    rows, table = [], []
    for view in study.views:
        if not any(means[view.id]):
            continue
        data = [Datum(mapper, value, f"{view.title}, {mapper.name}: {factor(value)}")
                for mapper, value in zip(mappers, means[view.id])]
        name = view.network if len(study.architectures) == 1 else view.title
        rows.append(bar_row(name, data, scale, STRONG_LANE, list(map(factor, means[view.id]))))
        table.append([view.title, *map(factor, means[view.id])])
    where = "simulator" if simulated else "model"
    what = f"{metric.name} gain over {baseline} search by network, on the {where}"
    chart = row_chart(rows, scale, lambda value: f"{value:g}\u00d7", "gain", what, 44, 1)
    return Panel(metric.name, mapper_keys(mappers), chart,
                 Table(what, ["Network", *(f"#{mapper.name}" for mapper in mappers)], table),
                 where.capitalize())
