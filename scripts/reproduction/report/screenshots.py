"""Pictures of parts of a report for the documentation, as a browser shows them."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reproduction.browser import Browser, Page

_MARGIN = 24
_PHONE = {"width": 360, "height": 780, "scale": 2}
# Opens the picture of CoSA's mapping of the first layer that has one.
_OPEN_MAPPING = """(async () => {
  const mapping = [...document.querySelectorAll('.view:not([hidden]) .mapping')].find(
      fold => fold.querySelector('.dot.cosa')) || document.querySelector('.mapping');
  if (!mapping) return;
  mapping.open = mapping.parentNode.parentNode.open = true;
  const image = mapping.querySelector('img');
  image.loading = 'eager';
  await image.decode();
})()"""
# The smallest box around the elements that are shown and match; null without any.
_BOX = """(selector => {
  const boxes = [...document.querySelectorAll(selector)].map(
      element => element.getBoundingClientRect()).filter(box => box.width && box.height);
  if (!boxes.length) return null;
  const [left, top] = ['left', 'top'].map(side => Math.min(...boxes.map(box => box[side])));
  const [right, bottom] = ['right', 'bottom'].map(side => Math.max(...boxes.map(box => box[side])));
  return {x: left + scrollX, y: top + scrollY, width: right - left, height: bottom - top};
})"""


@dataclass(frozen=True)
class Shot:
    """A part of the page: the box around `selector`, after `script`; the window where empty."""
    name: str
    selector: str
    dark: bool = False
    phone: bool = False
    script: str = ""


SHOTS = (
    Shot("summary", "header, .tiles, #all-geomeans"),
    Shot("summary-dark", "header, .tiles, #all-geomeans", dark=True),
    Shot("layers", '[data-chart="speedup"], [data-chart="optimum"]'),
    Shot("effort", '[data-chart="time"], [data-chart="samples"]'),
    Shot("energy", '[data-chart="energy-network"], [data-chart="energy-layers"], '
                   '[data-chart="scatter"]'),
    Shot("objective", '[data-chart="objective"]'),
    Shot("mapping", ".mapping[open]", script=_OPEN_MAPPING),
    Shot("phone", "", phone=True),
    Shot("phone-chart", '[data-chart="speedup"]', phone=True),
)


def take_screenshots(report: Path, folder: Path, shots: Sequence[Shot] = SHOTS) -> list[Path]:
    """Writes a PNG for each part that the report has; raises BrowserError without a browser."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    with Browser() as browser:
        for dark, phone in dict.fromkeys((shot.dark, shot.phone) for shot in shots):
            # One page after the other, as those in the background are not painted.
            page = browser.open(report, dark=dark, **(_PHONE if phone else {}))
            for shot in shots:
                path = folder / f"report-{shot.name}.png"
                if (shot.dark, shot.phone) == (dark, phone) and _take(page, shot, path):
                    written.append(path)
    return written


def _take(page: Page, shot: Shot, path: Path) -> bool:
    """Whether the page has the part."""
    if shot.script:
        page.evaluate(shot.script)
    if not shot.selector:
        page.screenshot(path)
        return True
    box = page.evaluate(f"{_BOX}({shot.selector!r})")
    if box is None:
        return False
    left, top = max(0, box["x"] - _MARGIN), max(0, box["y"] - _MARGIN)
    page.screenshot(path, {"x": left, "y": top,
                           "width": box["x"] + box["width"] + _MARGIN - left,
                           "height": box["y"] + box["height"] + _MARGIN - top})
    return True
