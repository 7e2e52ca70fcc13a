"""What has no result, and why."""
from __future__ import annotations

from html import escape

from reproduction.report.study import Study
from reproduction.report.table import Table
from reproduction.report.text import listing, plural


def failures_section(study: Study) -> str:
    """Failed tasks and simulations with their messages, and tasks that were not run."""
    failed, waiting = _failed(study), _waiting(study)
    body = ""
    if failed:
        body += Table("Tasks without a result", ["Network", "Layer", "Architecture", "Mapper",
                                                 "Step", "Message"], failed).html()
    if waiting:
        items = "".join(f"<li>{escape(text)}</li>" for text in waiting)
        body += ("<p>Not run yet; <code>scripts/reproduce.sh</code> goes on with these:</p>"
                 f"<ul>{items}</ul>")
    if not body:
        body = "<p>None: every task has a mapping, and every mapping was simulated.</p>"
    return f'<section id="failures"><h2>Failures and missing results</h2>{body}</section>'


def incomplete(study: Study) -> str:
    """A line for the top of the page; empty where nothing is missing."""
    failed = len(_failed(study))
    waiting = sum(len(view.layers) * len(view.mappers) - len(view.results)
                  for view in study.views)
    parts = ([f"{plural(failed, 'task')} without a result"] if failed else []) + (
        [f"{plural(waiting, 'task')} not run yet"] if waiting else [])
    return f'<p class="alert"><a href="#failures">{listing(parts)}</a></p>' if parts else ""


def _failed(study: Study) -> list[list[str]]:
    rows = []
    for view in study.views:
        for layer in view.layers:
            for mapper in view.mappers:
                for step, records in (("mapper", view.results), ("simulator", view.simulations)):
                    record = records.get((layer.name, mapper.key))
                    if record is not None and not record.ok:
                        rows.append([view.network, layer.name, view.architecture, mapper.name,
                                     step, record.message or record.status])
    return rows


def _waiting(study: Study) -> list[str]:
    """Tasks and simulations that were not run, as a line for each mapper of a view."""
    lines = []
    for view in study.views:
        for mapper in view.mappers:
            keys = [(layer.name, mapper.key) for layer in view.layers]
            tasks = [name for name, key in keys if (name, key) not in view.results]
            played = [name for name, key in keys if (name, key) not in view.simulations
                      and (result := view.results.get((name, key))) is not None and result.ok]
            for names, step in ((tasks, ""), (played, ", simulation")):
                if names:
                    shown = listing(names) if len(names) < len(keys) else "all layers"
                    lines.append(f"{view.title}, {mapper.name}{step}: {shown}")
    return lines
