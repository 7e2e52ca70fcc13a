"""The tables for programs: every case with all figures, and the means of every mapper."""

from __future__ import annotations

import csv
import io
import statistics
from collections.abc import Iterable

from reproduction.comparison import FIGURES, Comparison, percent_above
from reproduction.records import Layer

BASELINES = ("hybrid", "random", "exact")


def results_csv(comparisons: Iterable[Comparison]) -> str:
    """A row for each network, layer, architecture and mapper, of comparisons of one network."""
    return _csv([_case_row(comparison, layer, mapper) for comparison in comparisons
                 for layer in comparison.layers for mapper in comparison.mappers])


def summary_csv(comparisons: Iterable[Comparison]) -> str:
    """A row for each comparison and mapper."""
    return _csv([_mean_row(comparison, mapper) for comparison in comparisons
                 for mapper in comparison.mappers])


def _csv(rows: list[dict]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _case_row(comparison: Comparison, layer: Layer, mapper: str) -> dict:
    case = comparison.case(layer, mapper)
    result, simulation = case.result, case.simulation
    return {
        "network": layer.network, "layer": layer.name, "occurrences": layer.occurrences,
        "macs": layer.macs, "weight_words": layer.weights, "input_words": layer.inputs,
        "output_words": layer.outputs,
        "architecture": comparison.architecture, "mapper": mapper,
        "status": case.status,
        **{name: getattr(result, name, None) for name in (
            "message", "seconds", "samples", "evaluations", "latency_cycles", "energy_pj")},
        "edp_pj_cycles": case.figure("edp"),
        **{name: getattr(result, name, None) for name in (
            "utilization", "objective", "objective_unit", "bound", "proven")},
        "edp_percent_above_bound": percent_above(comparison.times_bound(layer, mapper)),
        "simulated_status": case.simulation_status,
        "simulated_message": getattr(simulation, "message", None),
        "simulation_seconds": getattr(simulation, "seconds", None),
        "simulated_latency_cycles": case.figure("simulated_latency"),
        "simulated_energy_pj": case.figure("simulated_energy"),
        "simulated_edp_pj_cycles": case.figure("simulated_edp"),
        **{f"{figure}_gain_over_{other}": comparison.gain(layer, mapper, other, figure)
           for other in BASELINES for figure in FIGURES},
    }


def _mean_row(comparison: Comparison, mapper: str) -> dict:
    row = {
        "network": comparison.network or "all", "architecture": comparison.architecture,
        "mapper": mapper, "layers": len(comparison.layers),
        "mapped": comparison.count(mapper, "latency"),
        "simulated": comparison.count(mapper, "simulated_latency"),
        "proven": comparison.proven(mapper),
    }
    for other in BASELINES:
        for figure in FIGURES:
            mean = comparison.mean_gain(mapper, other, figure)
            name = f"{figure}_gain_over_{other}"
            row |= {name: mean and mean.value, f"{name}_layers": mean.layers if mean else 0}
    mean = comparison.mean_times_bound(mapper)
    row |= {"edp_percent_above_bound": percent_above(mean and mean.value),
            "edp_percent_above_bound_layers": mean.layers if mean else 0}
    for effort in ("seconds", "samples", "evaluations"):
        values = comparison.efforts(mapper, effort)
        row |= {f"{effort}_{name}": function(values) if values else None
                for name, function in (("median", statistics.median), ("mean", statistics.fmean),
                                       ("maximum", max))}
    mean = comparison.mean_seconds(mapper)
    return row | {"seconds_geometric_mean": mean and mean.value}
