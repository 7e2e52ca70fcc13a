"""The whole page: one file that needs nothing else and asks no server for anything."""
from __future__ import annotations

from html import escape
from pathlib import Path

from reproduction.report.failures import failures_section, incomplete
from reproduction.report.mappers import Mapper
from reproduction.report.pictures import Pictures
from reproduction.report.study import Study
from reproduction.report.summary import summary_section
from reproduction.report.text import plural
from reproduction.report.views import views_section

_FOLDER = Path(__file__).parent
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
_SYMBOLS = """<svg width="0" height="0" class="symbols" aria-hidden="true"><defs>
<circle id="shape-random" r="3.1"/>
<rect id="shape-hybrid" x="-2.8" y="-2.8" width="5.6" height="5.6"/>
<path id="shape-cosa_published" d="M0-3.9L3.8 2.9H-3.8Z"/>
<path id="shape-cosa" d="M0-4.2L4.2 0L0 4.2L-4.2 0Z"/>
<path id="shape-exact" d="M-1.2-3.8h2.4v2.6h2.6v2.4h-2.6v2.6h-2.4v-2.6h-2.6v-2.4h2.6z"/>
<rect id="swatch" x="-6" y="-6" width="12" height="12"/>
<path id="cross" d="M-2.5-2.5L2.5 2.5M2.5-2.5L-2.5 2.5"/>
</defs></svg>"""


def page(study: Study, picture_bytes: int) -> str:
    """The report as HTML, with at most so many bytes of pictures."""
    title = "CoSA against search and the optimum"
    pictures = Pictures(study, picture_bytes)
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<title>{title}</title>
<style>{(_FOLDER / "report.css").read_text(encoding="utf-8")}</style></head>
<body>{_SYMBOLS}
<header><p class="brand">Tilewright</p><h1>{title}</h1>{_about(study)}{incomplete(study)}
<nav aria-label="Parts of this page"><a href="#summary">Summary</a> <a href="#layers">Layer by
layer</a> <a href="#failures">Failures</a> <a href="#reading">How to read</a></nav></header>
<main>{summary_section(study)}{views_section(study, pictures)}{failures_section(study)}
{_reading(study)}</main>
<footer>{_origin(study)}</footer>
<script>{(_FOLDER / "report.js").read_text(encoding="utf-8")}</script>
</body></html>
"""


def _about(study: Study) -> str:
    layers = {(view.network, layer.name) for view in study.views for layer in view.layers}
    found = sum(1 for view in study.views for _ in view.found())
    played = sum(view.comparison.count(mapper.key, "simulated_latency") for view in study.views
                 for mapper in study.mappers)
    networks = (study.networks[0] if len(study.networks) == 1
                else plural(len(study.networks), "network"))
    architectures = (f"architecture {study.architectures[0]}" if len(study.architectures) == 1
                     else plural(len(study.architectures), "architecture"))
    return (f'<p class="about">{plural(len(layers), "distinct layer")} of {escape(networks)} on '
            f"{escape(architectures)}, mapped by {plural(len(study.mappers), 'mapper')}: "
            f"{plural(found, 'mapping')}, {played:,} of them played on the simulator.</p>")


def _definition(mapper: Mapper) -> str:
    return (f'<dt><b class="dot {mapper.key}"></b>{escape(mapper.name)}</dt>'
            f"<dd>{escape(mapper.what[0].upper() + mapper.what[1:])}.</dd>")


def _reading(study: Study) -> str:
    mappers = "".join(_definition(mapper) for mapper in study.mappers)
    return f"""<section id="reading"><h2>How to read</h2>
<h3>Mappers</h3><dl>{mappers}</dl>
<h3>Terms</h3><dl>
<dt>Layer</dt><dd>A distinct shape of a network. Geometric means count each distinct layer once,
however often the network has it; \u00d7 beside a name tells how often that is. A mean is over the
layers for which both mappers have a mapping, so means of different mappers may be over different
layers; the tables tell how many.</dd>
<dt>Gain</dt><dd>The baseline\u2019s figure over the mapper\u2019s: 2\u00d7 in latency is half of
the cycles. Below 1\u00d7 the mapper is worse.</dd>
<dt>EDP</dt><dd>Energy-delay product: energy times latency. All mappers that can be told to
minimize something minimize this, on the model.</dd>
<dt>Model</dt><dd>Timeloop\u2019s analytical model as Tilewright evaluates it: latency is that of
the slowest level, transfers overlap fully.</dd>
<dt>Simulator</dt><dd>The mapping is played in time, with the mesh of the network on chip and DRAM
commands, so that buffers wait for data.</dd>
<dt>Optimum</dt><dd>The mapping of the exact mapper, for EDP on the model. It need not be the best
one on the simulator. Where the exact mapper ran out of time, its mapping is the best that is
known, and its lower bound tells how far the optimum can be below.</dd>
<dt>Time to solution</dt><dd>What the mapper itself took for one layer on one thread, without
reading and writing files.</dd>
<dt>Tried, evaluated</dt><dd>Mappings that a mapper looked at, and those valid ones whose cost it
worked out.</dd>
<dt>Energy by component</dt><dd>The model\u2019s energy of each storage level and network, from the
outermost to the innermost, and of the multiply-accumulate units (MAC).</dd>
</dl></section>"""


def _origin(study: Study) -> str:
    names = {"command": "Made by", "created": "begun", "machine": "on",
             "tilewright_version": "with Tilewright", "commit": "commit"}
    parts = [f"{name} {study.meta[key]}" for key, name in names.items() if study.meta.get(key)]
    return f"<p>{escape(', '.join(parts))}.</p>" if parts else ""
