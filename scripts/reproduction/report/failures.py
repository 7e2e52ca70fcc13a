"""What has no result, and why."""
from __future__ import annotations

from html import escape

from reproduction.comparison import Case
from reproduction.records import Simulation
from reproduction.report.mappers import BY_KEY
from reproduction.report.study import Study
from reproduction.report.table import Table
from reproduction.report.text import listing, plural


def failures_section(study: Study) -> str:
    """Failed tasks and simulations with their messages, and those that were not run."""
    body = ""
    if study.failures:
        rows = [[record.network, record.layer, record.architecture, BY_KEY[record.mapper].name,
                 "simulator" if isinstance(record, Simulation) else "mapper",
                 record.message or record.status] for record in study.failures]
        head = ["Network", "Layer", "Architecture", "Mapper", "Step", "Message"]
        body += Table("Tasks without a result", head, rows).html()
    waiting = _waiting(study)
    if waiting:
        items = "".join(f"<li>{escape(text)}</li>" for text in waiting)
        body += ("<p>Not run; <code>scripts/reproduce.sh</code> goes on with these:</p>"
                 f"<ul>{items}</ul>")
    if not body:
        body = "<p>None: every task has a mapping, and every mapping was simulated.</p>"
    return f'<section id="failures"><h2>Failures and missing results</h2>{body}</section>'


def incomplete(study: Study) -> str:
    """A line for the top of the page; empty where nothing is missing."""
    cases = [view.comparison.case(layer, mapper.key) for view in study.views
             for layer in view.layers for mapper in view.mappers]
    counts = ((len(study.failures), "task", "without a result"),
              (sum(case.result is None for case in cases), "task", "not run"),
              (sum(_not_played(case) for case in cases), "mapping", "not simulated"))
    parts = [f"{plural(count, word)} {what}" for count, word, what in counts if count]
    return f'<p class="alert"><a href="#failures">{listing(parts)}</a></p>' if parts else ""


def _not_played(case: Case) -> bool:
    return case.status == "ok" and case.simulation is None


def _waiting(study: Study) -> list[str]:
    """Tasks and simulations that were not run, as a line for each mapper of a view."""
    lines = []
    for view in study.views:
        for mapper in view.mappers:
            cases = view.comparison.cases(mapper.key)
            tasks = [case.layer.name for case in cases if case.result is None]
            plays = [case.layer.name for case in cases if _not_played(case)]
            for names, step in ((tasks, ""), (plays, ", simulation")):
                if names:
                    shown = listing(names) if len(names) < len(cases) else "all layers"
                    lines.append(f"{view.title}, {mapper.name}{step}: {shown}")
    return lines
