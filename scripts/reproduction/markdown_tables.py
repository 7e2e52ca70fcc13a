"""The tables for readers: the means of every mapper, and every layer."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable

from reproduction.comparison import Case, Comparison, Mean, percent_above
from reproduction.records import Result
from reproduction.store import Store

_GAIN_COLUMNS = (("latency", "latency"), ("energy", "energy"), ("edp", "EDP"),
                 ("simulated_latency", "latency, simulated"), ("simulated_edp", "EDP, simulated"))
_LAYER_TABLES: tuple[tuple[str, Callable[[Case], str]], ...] = (
    ("Latency on the model (cycles)", lambda case: _figure(case, "latency", 1, ",.0f")),
    ("Energy on the model (uJ)", lambda case: _figure(case, "energy", 1e6, ",.2f")),
    ("EDP on the model (J x cycles)", lambda case: _figure(case, "edp", 1e12, ".4g")),
    ("Latency on the simulator (cycles)",
     lambda case: _figure(case, "simulated_latency", 1, ",.0f")),
    ("Time to solution (s)", lambda case: _effort(case, "seconds", ",.3f")),
    ("Mappings tried", lambda case: _effort(case, "samples", ",d")),
)


def summary_markdown(store: Store, comparisons: Iterable[Comparison]) -> str:
    """Means for each comparison, and what failed."""
    meta = store.meta()
    parts = [
        "# Summary",
        f"Tilewright {meta['tilewright_version']} ({meta['commit']}), {meta['machine']}, "
        f"from {meta['created']} on.",
        "Gains: hybrid's figure divided by the mapper's, geometric mean over the distinct layers "
        "for which both have it (their number in brackets where it is not all): more than 1 is "
        "better. EDP above exact: geometric mean of the mapper's EDP divided by that of the exact "
        "mapper's mapping; above the bound: by the exact mapper's lower bound, which is the most "
        "that it can be above the optimum."]
    for comparison in comparisons:
        parts += [f"## {comparison.title}", _gain_table(comparison), _effort_table(comparison),
                  _missing(comparison)]
    parts += ["## Failures", _failures(store)]
    return _document(parts)


def layers_markdown(comparisons: Iterable[Comparison]) -> str:
    """All layers, a table for each figure, of comparisons of one network."""
    parts = ["# Layers"]
    for comparison in comparisons:
        parts.append(f"## {comparison.title}")
        for title, show in _LAYER_TABLES:
            rows = [[layer.name, str(layer.occurrences),
                     *(show(comparison.case(layer, mapper)) for mapper in comparison.mappers)]
                    for layer in comparison.layers]
            parts += [f"### {title}", _table(["layer", "x", *comparison.mappers], rows, text=1)]
    return _document(parts)


def _gain_table(comparison: Comparison) -> str:
    layers = len(comparison.layers)
    rows = []
    for mapper in comparison.mappers:
        gains = [_mean(comparison.mean_gain(mapper, "hybrid", figure), layers, "{:.3g}x")
                 for figure, _ in _GAIN_COLUMNS]
        loss = comparison.mean_gain("exact", mapper, "edp")
        rows.append([mapper, *gains, _percent(loss, layers),
                     _percent(comparison.mean_times_bound(mapper), layers)])
    heads = ["gain over hybrid", *(title for _, title in _GAIN_COLUMNS),
             "EDP above exact", "above the bound"]
    return _table(heads, rows, text=1)


def _effort_table(comparison: Comparison) -> str:
    rows = []
    for mapper in comparison.mappers:
        seconds = comparison.efforts(mapper, "seconds")
        mean = comparison.mean_seconds(mapper)
        rows.append([
            mapper, _number(seconds, statistics.median, ".3f"),
            f"{mean.value:.3f}" if mean else "-",
            _number(seconds, statistics.fmean, ".3f"), _number(seconds, max, ".3f"),
            _number(comparison.efforts(mapper, "samples"), statistics.fmean, ",.0f"),
            _number(comparison.efforts(mapper, "evaluations"), statistics.fmean, ",.0f"),
            f"{comparison.proven(mapper)}", f"{comparison.count(mapper, 'latency')}",
            f"{comparison.count(mapper, 'simulated_latency')}"])
    heads = [f"{len(comparison.layers)} layers", "seconds, median", "geometric mean", "mean",
             "most", "samples, mean", "evaluations, mean", "objective proven", "mapped",
             "simulated"]
    return _table(heads, rows, text=1)


def _missing(comparison: Comparison) -> str:
    lines = []
    for mapper in comparison.mappers:
        for status in ("not_run", "no_mapping", "error"):
            names = [case.layer.name for case in comparison.cases(mapper) if case.status == status]
            if names:
                lines.append(f"* {mapper}, {status.replace('_', ' ')}: {', '.join(names)}")
    return "\n".join(["Layers without a mapping:", "", *lines]) if lines else ""


def _failures(store: Store) -> str:
    rows = [[record.network, record.layer, record.architecture, record.mapper,
             "mapping" if isinstance(record, Result) else "simulation", record.status,
             record.message] for record in store.failures()]
    heads = ["network", "layer", "architecture", "mapper", "task", "status", "message"]
    return _table(heads, rows, text=len(heads)) if rows else "None."


def _figure(case: Case, figure: str, unit: float, form: str) -> str:
    value = case.figure(figure)
    if value is not None:
        return format(value / unit, form)
    return case.status.replace("_", " ") if case.status != "ok" else "-"


def _effort(case: Case, effort: str, form: str) -> str:
    value = getattr(case.result, effort, None)
    return "-" if value is None else format(value, form)


def _number(values: list, function: Callable, form: str) -> str:
    return format(function(values), form) if values else "-"


def _mean(mean: Mean | None, layers: int, form: str) -> str:
    if mean is None:
        return "-"
    return form.format(mean.value) + (f" ({mean.layers})" if mean.layers != layers else "")


def _percent(mean: Mean | None, layers: int) -> str:
    return _mean(mean and Mean(percent_above(mean.value), mean.layers), layers, "{:.2f} %")


def _table(heads: list[str], rows: list[list[str]], text: int) -> str:
    """The first `text` columns are words, the others numbers."""
    marks = [":--" if column < text else "--:" for column in range(len(heads))]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
                     for row in [heads, marks, *rows])


def _document(parts: list[str]) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"
