"""The report in a real browser: no script errors, nothing asked of a network, no empty chart, and
room for it on a phone; light and dark, on paper and without scripts."""
from __future__ import annotations

import re
import tempfile
import unittest
from pathlib import Path

import report_fixture as fixture
from reproduction.browser import Browser, Page, program
from reproduction.report.screenshots import SHOTS, take_screenshots

KINDS = {"geomeans", "networks", "speedup", "optimum", "time", "samples", "energy-network",
         "energy-layers", "scatter", "objective"}
# Shows every panel of every view and lists [view, chart, panel, marks it should have, marks seen].
CHARTS = """(() => {
  const seen = [];
  const look = view => {
    for (const figure of document.querySelectorAll('figure[data-chart]')) {
      if (!figure.getBoundingClientRect().width) continue;
      for (const panel of figure.querySelectorAll('.panel')) {
        const choice = figure.querySelector(`input[value="${panel.dataset.panel}"]`);
        if (choice) choice.click();
        const shown = [...panel.querySelectorAll('.mark')].filter(mark => {
          const box = mark.getBoundingClientRect();
          return box.width > 0 && box.height > 0;
        });
        seen.push([figure.closest('.view') ? view : 'all', figure.dataset.chart,
                   panel.dataset.panel, Number(panel.dataset.marks), shown.length]);
      }
    }
  };
  for (const view of document.querySelectorAll('.view')) {
    const form = document.querySelector('.chooser');
    form.network.value = view.dataset.network;
    form.architecture.value = view.dataset.architecture;
    form.network.dispatchEvent(new Event('change', {bubbles: true}));
    look(view.id);
  }
  return seen;
})()"""


@unittest.skipUnless(program(), "no browser is installed")
class ReportInBrowser(unittest.TestCase):
    """One browser for all tests; a page of its own for each."""

    @classmethod
    def setUpClass(cls) -> None:
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        cls.report = cls.folder / "report.html"
        fixture.write_results(cls.folder / "results.sqlite")
        run = fixture.report(cls.folder / "results.sqlite", "-o", cls.report)
        if run.returncode:
            raise AssertionError(run.stderr)
        cls.browser = cls.enterClassContext(Browser())

    def open(self, **options) -> Page:
        return self.browser.open(self.report, **options)

    def expect_sound(self, page: Page) -> None:
        self.assertEqual([], page.problems)
        outside = [url for url in page.requests
                   if url.partition("#")[0] != self.report.as_uri() and not
                   url.startswith("data:")]
        self.assertEqual([], outside)

    def test_charts_have_marks(self) -> None:
        page = self.open()
        charts = page.evaluate(CHARTS)
        self.assertEqual(KINDS, {kind for _, kind, *_ in charts})
        for view, kind, panel, expected, found in charts:
            self.assertGreater(found, 0, (view, kind, panel))
            self.assertEqual(expected, found, (view, kind, panel))
        counts = {(view, kind, panel): found for view, kind, panel, _, found in charts}
        self.assertEqual({"all", "alexnet-simba", "alexnet-simba_8x8", "bert_base-simba"},
                         {view for view, *_ in counts})
        # Four layers and the mean for each of four mappers, but for what failed; the simulation of
        # random's mapping of fc7 did, too.
        self.assertEqual(5 * 4, counts["alexnet-simba_8x8", "speedup", "0"])
        self.assertEqual(5 * 4 - 1, counts["alexnet-simba", "speedup", "0"])
        self.assertEqual(5 * 4 - 1 - 4, counts["alexnet-simba", "speedup", "3"])
        self.assertEqual(4 * 5 - 2, counts["alexnet-simba", "scatter", "0"])
        self.assertEqual(3 * 5 * 2 - 2, counts["bert_base-simba", "samples", "0"])
        self.assertEqual(2 * 3 * 4, counts["all", "geomeans", "0"])
        self.expect_sound(page)

    def test_fits_every_screen_in_both_schemes(self) -> None:
        grounds, colors = {}, {}
        for width in (360, 1280):
            for dark in (False, True):
                page = self.open(width=width, dark=dark)
                page.evaluate("for (const fold of document.querySelectorAll('details')) "
                              "fold.open = true")
                self.assertEqual(width, page.evaluate(
                    "Math.max(document.documentElement.scrollWidth, innerWidth)"), (width, dark))
                grounds[dark] = page.evaluate("getComputedStyle(document.body).backgroundColor")
                for mapper in fixture.LATENCY:
                    # One colour for a mapper: of bars, points, stems and dots of the text.
                    found = page.evaluate(
                        f"[...new Set([...document.querySelectorAll('.{mapper}:not(ul)')].map("
                        "mark => getComputedStyle(mark).color))]")
                    self.assertEqual(1, len(found), (mapper, found))
                    colors[dark, mapper] = found[0]
                self.expect_sound(page)
        self.assertNotEqual(grounds[False], grounds[True])
        for dark in (False, True):
            self.assertEqual(5, len({colors[dark, mapper] for mapper in fixture.LATENCY}))

    def test_choice_of_view(self) -> None:
        page = self.open(fragment="#bert_base-simba")
        shown = ("[...document.querySelectorAll('.view')].filter(view => !view.hidden)"
                 ".map(view => view.id)")
        self.assertEqual(["bert_base-simba"], page.evaluate(shown))
        self.assertTrue(page.evaluate("[...document.querySelector('.chooser').architecture.options]"
                                      ".find(option => option.value === 'simba_8x8').disabled"))
        page.evaluate("location.hash = 'alexnet-simba_8x8-time'")
        self.assertEqual(["alexnet-simba_8x8"], page.evaluate(
            f"new Promise(done => setTimeout(() => done({shown}), 50))"))
        # A choice in one view holds for the others.
        page.evaluate("document.querySelector('#alexnet-simba_8x8-speedup input[value=\"2\"]')"
                      ".click()")
        self.assertTrue(page.evaluate("document.querySelector('#alexnet-simba-speedup "
                                      "input[value=\"2\"]').checked"))
        self.expect_sound(page)

    def test_tables_sort(self) -> None:
        page = self.open()
        sort = ("(() => { const table = document.querySelector('#summary > .scroll table');"
                "table.tHead.rows[0].cells[3].querySelector('button').click();"
                "return [...table.tBodies[0].rows].map(row => row.cells[0].textContent); })()")
        ascending = ["Random", "CoSA, published", "CoSA, improved", "Hybrid", "Exact"]
        self.assertEqual(ascending, page.evaluate(sort))
        self.assertEqual(ascending[::-1], page.evaluate(sort))
        self.expect_sound(page)

    def test_tip(self) -> None:
        page = self.open()
        text = page.evaluate(
            "(() => { const mark = document.querySelector('.view .mark.exact');"
            "mark.dispatchEvent(new PointerEvent('pointerover', {bubbles: true}));"
            "const tip = document.querySelector('#tip');"
            "return tip.hidden ? '' : tip.textContent; })()")
        self.assertRegex(text, r"Exact: geometric mean 16\.0\u00d7")
        self.expect_sound(page)

    def test_pictures(self) -> None:
        page = self.open()
        width = page.evaluate("(async () => { const image = document.querySelector('.mapping img');"
                              "image.loading = 'eager'; await image.decode();"
                              "return image.naturalWidth / image.naturalHeight; })()")
        self.assertEqual(2, width)
        self.expect_sound(page)

    def test_without_scripts(self) -> None:
        page = self.open(scripts=False)
        self.assertEqual(3, page.evaluate(
            "[...document.querySelectorAll('.view')].filter(view => view.offsetHeight).length"))
        self.assertEqual([0, 3], page.evaluate(
            "[document.querySelector('.chooser').offsetHeight, "
            "document.querySelectorAll('nav.views a').length]"))
        # Switches do without them, too.
        self.assertEqual(["2"], page.evaluate(
            "(() => { const figure = document.querySelector('#alexnet-simba-speedup');"
            "figure.querySelector('input[value=\"2\"]').checked = true;"
            "return [...figure.querySelectorAll('.panel')].filter(panel => panel.offsetHeight)"
            ".map(panel => panel.dataset.panel); })()"))
        self.expect_sound(page)

    def test_print(self) -> None:
        page = self.open(dark=True)
        printed = page.pdf()
        self.assertTrue(printed.startswith(b"%PDF"))
        self.assertGreaterEqual(len(re.findall(rb"/Type\s*/Page\b", printed)), 3)
        page.call("Emulation.setEmulatedMedia", media="print", features=[
            {"name": "prefers-color-scheme", "value": "dark"}])
        self.assertEqual(["rgb(255, 255, 255)", 0], page.evaluate(
            "[getComputedStyle(document.body).backgroundColor, "
            "document.querySelector('.chooser').offsetHeight]"))
        self.assertGreater(page.evaluate(
            "document.querySelector('.view:not([hidden]) .mark').getBoundingClientRect().width"), 0)

    def test_screenshots(self) -> None:
        page = self.open()
        page.evaluate("document.querySelector('.mapping').open = true")
        for shot in SHOTS:
            if shot.selector:
                self.assertGreater(page.evaluate(
                    f"document.querySelectorAll({shot.selector!r}).length"), 0, shot)
        written = take_screenshots(self.report, self.folder / "pictures",
                                   [shot for shot in SHOTS if shot.phone or shot.script])
        self.assertEqual(["report-mapping.png", "report-phone.png", "report-phone-chart.png"],
                         [path.name for path in written])
        for path in written:
            self.assertTrue(path.read_bytes().startswith(b"\x89PNG"))
            self.assertGreater(path.stat().st_size, 5000, path)

    def test_a_broken_report_is_noticed(self) -> None:
        """What the other tests rely on: errors of scripts and requests are seen."""
        broken = self.folder / "broken.html"
        text = self.report.read_text(encoding="utf-8")
        broken.write_text(text.replace("</body>", "<img src='http://192.0.2.1/x.png'>"
                                       "<script>console.error('told'); missing();</script></body>"),
                          encoding="utf-8")
        problems = "\n".join(self.browser.open(broken).problems)
        for text in ("told", "missing is not defined", "Content Security Policy"):
            self.assertIn(text, problems)


if __name__ == "__main__":
    unittest.main()
