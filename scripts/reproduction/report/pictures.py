"""Pictures of mappings, as far as a page of a sane size can hold them."""
from __future__ import annotations

from html import escape
from urllib.parse import quote

from reproduction.records import Layer
from reproduction.report.layers import layer_name
from reproduction.report.study import Study, View
from reproduction.report.text import integer, plural, significant

# What a data URI may hold as it is; not double quotes, '#', '%' and '&'.
_PLAIN = " !$'()*+,-./:;<=>?@[]_`{|}~"


class Pictures:
    """Which layers have their pictures in the page: in turn from each view the one with the most
    MACs, until their pictures have `limit_bytes`."""

    def __init__(self, study: Study, limit_bytes: int) -> None:
        self._chosen: set[tuple[str, str]] = set()
        self.left_out = False
        used = 0
        ranked = [sorted((layer for layer in view.layers if _pictures(view, layer)),
                         key=lambda layer: -(layer.macs or 0) * layer.occurrences)
                  for view in study.views]
        for rank in range(max(map(len, ranked), default=0)):
            for view, layers in zip(study.views, ranked):
                if rank >= len(layers):
                    continue
                size = sum(len(_uri(svg)) for svg in _pictures(view, layers[rank]).values())
                if used + size > limit_bytes:
                    self.left_out = True
                    continue
                used += size
                self._chosen.add((view.id, layers[rank].name))

    def html(self, view: View) -> str:
        """The pictures of a view, folded; nothing where there are none."""
        drawn = [layer for layer in view.layers if _pictures(view, layer)]
        shown = [layer for layer in drawn if (view.id, layer.name) in self._chosen]
        if not shown:
            return ""
        which = "Of each layer" if len(shown) == len(drawn) else (
            f"To keep this page small, of the {len(shown)} of {plural(len(drawn), 'layer')} with "
            "the most work")
        return (f'<section class="pictures"><h4>Mappings</h4><p>{which}: the loop nest of each '
                "mapper\u2019s mapping, with its tiles and what they take of the buffers.</p>"
                f'{"".join(_layer(view, layer) for layer in shown)}</section>')


def _pictures(view: View, layer: Layer) -> dict[str, str]:
    """SVG by mapper."""
    return {mapper.key: result.picture for mapper in view.mappers
            if (result := view.result(layer, mapper.key)) is not None and result.picture}


def _layer(view: View, layer: Layer) -> str:
    group = escape(f"{view.id}-{layer.name}")
    pictures = _pictures(view, layer)
    folds = []
    for mapper in view.mappers:
        if mapper.key not in pictures:
            continue
        result = view.result(layer, mapper.key)
        text = (f"{integer(result.latency_cycles)} cycles, "
                f"{significant(result.energy_pj / 1e6)} \u00b5J")
        alt = escape(f"Mapping of {layer.name} by {mapper.name}: {text}")
        folds.append(
            f'<details class="mapping" name="{group}"><summary><b class="dot {mapper.key}"></b>'
            f'{escape(mapper.name)} <span>{text}</span></summary><div class="scroll">'
            f'<img alt="{alt}" loading="lazy" src="{_uri(pictures[mapper.key])}"></div></details>')
    return (f"<details><summary>{escape(layer_name(layer))}</summary>"
            f'<div class="folds">{"".join(folds)}</div></details>')


def _uri(svg: str) -> str:
    """The picture as an address, so that its names and styles stay its own."""
    return "data:image/svg+xml," + quote(svg, safe=_PLAIN)
