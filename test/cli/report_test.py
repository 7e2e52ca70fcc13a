"""What scripts/report makes of result files, good and bad ones; without a browser."""
from __future__ import annotations

import contextlib
import io
import re
import sqlite3
import tempfile
import unittest
from html.parser import HTMLParser
from pathlib import Path

import report_fixture as fixture
from reproduction.records import Result
from reproduction.report.chart import Row
from reproduction.report.command import main
from reproduction.report.mappers import BY_KEY
from reproduction.report.measures import EDP, LATENCY, excesses, gains, mean, mean_excess
from reproduction.report.page import page
from reproduction.report.rows import Datum, bar_row
from reproduction.report.scale import linear, logarithmic
from reproduction.report.study import read_study
from reproduction.report.text import factor, percent, seconds, significant
from reproduction.store import Store

_VOID = {"meta", "br", "img", "input"}


class Structure(HTMLParser):
    """Checks that elements nest, and collects ids, links within the page, and texts."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            self.open.append(tag)
        self._note(attributes)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self._note(attributes)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise AssertionError(f"</{tag}> at {self.getpos()} ends something else")

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("script", "style"):
            self.text += data

    def _note(self, attributes: list[tuple[str, str | None]]) -> None:
        for name, value in attributes:
            if name == "id":
                self.ids.append(value)
            elif name == "href" and value.startswith("#"):
                self.links.add(value[1:])


class Report(unittest.TestCase):
    """The page of the made-up results."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = tempfile.TemporaryDirectory()
        cls.results = Path(cls.folder.name) / "results.sqlite"
        fixture.write_results(cls.results)
        cls.study = read_study(cls.results)
        cls.html = page(cls.study, 1_000_000)
        cls.structure = Structure()
        cls.structure.feed(cls.html)

    @classmethod
    def tearDownClass(cls) -> None:
        cls.folder.cleanup()

    def test_elements_nest_and_links_lead_somewhere(self) -> None:
        self.assertEqual([], self.structure.open)
        self.assertEqual(len(self.structure.ids), len(set(self.structure.ids)))
        self.assertLessEqual(self.structure.links, set(self.structure.ids))

    def test_asks_for_nothing(self) -> None:
        self.assertNotRegex(self.html, r"(src|href)=\"(?!#|data:)")
        self.assertNotRegex(self.html, r"@import|url\(")

    def test_numbers_are_numbers(self) -> None:
        self.assertNotRegex(self.html, r"\b(nan|inf|None)\b")

    def test_geometric_means(self) -> None:
        for mapper in ("cosa", "exact"):
            for simulated in (False, True):
                ratios = gains(self.study.views, mapper, "hybrid", LATENCY, simulated)
                self.assertEqual(9, len(ratios))  # of ten layers; hybrid was not run for one
                self.assertAlmostEqual(8, mean(ratios))
        ratios = gains(self.study.views, "cosa", "random", EDP, False)
        self.assertAlmostEqual(16 * 9 / 1.02, mean(ratios))
        self.assertEqual(9, len(gains(self.study.views, "cosa", "random", EDP, True)))

    def test_distance_from_the_optimum(self) -> None:
        for mapper, excess in fixture.EXCESS.items():
            found = excesses(self.study.views, mapper)
            self.assertAlmostEqual(excess, mean_excess(found))
            self.assertEqual(9 if mapper in ("hybrid", "cosa_published") else 10, len(found))

    def test_summary_tells_the_means(self) -> None:
        for text in ("8.00 times fewer cycles", "3.92 times less energy",
                     "a 31.4 times smaller energy-delay product", "9 on the simulator",
                     "2.0\u202f% above that of the exact", "0.20 s", "tries 3 mappings",
                     "tries 50,000 mappings"):
            self.assertIn(text, self.structure.text)

    def test_failures_are_told(self) -> None:
        self.assertIn(fixture.MESSAGE, self.structure.text)
        self.assertIn("stopped after 15 s", self.structure.text)
        self.assertIn("bert_base on simba, Hybrid: feed_forward", self.structure.text)
        self.assertIn("2 tasks without a result and 1 task not run", self.structure.text)

    def test_legends_name_what_is_drawn(self) -> None:
        objective = self.html.partition('id="alexnet-simba-objective"')[2].partition("</figure>")[0]
        legends = [re.findall(r"</svg>([^<]+)</li>", legend) for legend in
                   re.findall(r'<ul class="legend">(.*?)</ul>', objective)]
        self.assertEqual([["DRAM", "MAC"], [], ["utilization", "compute"]], legends)

    def test_optimum_that_is_not_proven_is_told(self) -> None:
        self.assertIn("not proven to be the optimum for 1 layer", self.structure.text)

    def test_room_for_pictures(self) -> None:
        self.assertEqual(48, self.html.count("<img "))  # of all mappings
        self.assertEqual(0, page(self.study, 0).count("<img "))
        # The layers with most MACs come first: a view's last one has 20 times the first one's.
        few = page(self.study, 8000)
        self.assertIn("To keep this page small", few)
        self.assertIn("Mapping of fc7 by", few)
        self.assertNotIn("Mapping of conv1 by", few)

    def test_same_results_same_page(self) -> None:
        self.assertEqual(self.html, page(read_study(self.results), 1_000_000))

    def test_one_network_and_mapper(self) -> None:
        """A run that has hardly begun has a page, too; what cannot be drawn is said."""
        path = Path(self.folder.name) / "begun.sqlite"
        with Store.open_or_create(path, {}) as store:
            store.add_layers(fixture.layers("bert_base"), {})
            store.add(Result("bert_base", "feed_forward", "simba", "hybrid", "ok", "", 0.0, 0, 0,
                             10, 0.0), {})
        html = page(read_study(path), 0)
        structure = Structure()
        structure.feed(html)
        for text in ("No layer has mappings of two mappers", "No mapper reported a time",
                     "No mapping of this network was simulated",
                     "No mapping has energies by component",
                     "No mapper told the parts of its objective"):
            self.assertIn(text, structure.text)
        self.assertEqual(0, html.count("<figure"))


class BadInput(unittest.TestCase):
    """Messages and exit status."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.results = self.folder / "results.sqlite"

    def expect(self, message: str, status: int = 1, *arguments: str | Path) -> None:
        output = self.folder / "report.html"
        stdout, stderr = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr):
            try:
                found = main([str(word) for word in arguments or (self.results, "-o", output)])
            except SystemExit as end:
                found = end.code
        self.assertRegex(stderr.getvalue(), message)
        self.assertEqual((status, ""), (found, stdout.getvalue()))
        self.assertFalse(output.exists())

    def test_program(self) -> None:
        """The program itself, without a traceback."""
        run = fixture.report(self.results)
        self.assertEqual((1, ""), (run.returncode, run.stdout))
        self.assertRegex(run.stderr, r"\AERROR: no result file .*\n\Z")

    def add(self, *records: Result) -> None:
        with Store.open_or_create(self.results, {}) as store:
            store.add_layers(fixture.layers("alexnet"), {})
            for record in records:
                store.add(record, {})

    def test_no_file(self) -> None:
        self.expect("ERROR: no result file '.*results.sqlite'; scripts/reproduce.sh makes one")

    def test_folder(self) -> None:
        self.results.mkdir()
        self.expect("ERROR: no result file")

    def test_empty_file(self) -> None:
        self.results.touch()
        self.expect("ERROR: the result file .* is empty")

    def test_no_sqlite_file(self) -> None:
        self.results.write_text("latency,energy\n" * 100, encoding="utf-8")
        self.expect("ERROR: .* is no result file of scripts/reproduce.sh")

    def test_other_sqlite_file(self) -> None:
        with sqlite3.connect(self.results) as connection:
            connection.execute("CREATE TABLE songs(title)")
        connection.close()
        self.expect("ERROR: .* is no result file of scripts/reproduce.sh")

    def test_other_version(self) -> None:
        self.add()
        with sqlite3.connect(self.results) as connection:
            connection.execute("UPDATE meta SET value = '7' WHERE key = 'schema_version'")
        connection.close()
        self.expect("ERROR: the result file .* has version 7")

    def test_no_results(self) -> None:
        self.add()
        self.expect("ERROR: the result file .* has no results yet")

    def test_failures_alone(self) -> None:
        self.add(fixture.result(fixture.FAILED, 1))
        self.expect(r"all 1 tasks? failed, the first \(cosa_published for fc6 of alexnet on simba\)"
                    f" with: {re.escape(fixture.MESSAGE)}")

    def test_unknown_mapper(self) -> None:
        self.add(Result("alexnet", "fc6", "simba", "oracle", "ok", "", 1.0, 1, 1, 10, 1.0))
        self.expect("ERROR: .* has results of the mapper 'oracle'")

    def test_nowhere_to_write(self) -> None:
        self.add(fixture.result(("alexnet", "fc6", "simba", "cosa"), 1))
        self.expect("ERROR: .*nowhere", 1, self.results, "-o", self.folder / "nowhere" / "a.html")

    def test_usage(self) -> None:
        self.expect("usage: report", 2, "--what")
        self.expect("--pictures", 2, self.results, "--pictures", "many")
        self.expect("--pictures", 2, self.results, "--pictures", "-3")


class Parts(unittest.TestCase):
    """Scales, texts and rows."""

    def test_scales(self) -> None:
        scale = logarithmic([0.5, 300], 1)
        self.assertEqual((1, 10, 100), tuple(tick for tick in scale.ticks if tick in (1, 10, 100)))
        self.assertLess(scale.percent(0.5), scale.percent(1))
        self.assertEqual(100, scale.percent(1e9))
        self.assertEqual((0, 0.2, 0.4, 0.6, 0.8, 1), linear(1).ticks)
        for high in (1e-9, 0.3, 7, 12_345, 1e15):
            self.assertIn(len(linear(high).ticks), range(3, 9), high)
            self.assertIn(len(logarithmic([1, 1 + high]).ticks), range(2, 9), high)

    def test_texts(self) -> None:
        self.assertEqual(["0.003211", "2,893", "99.95", "100.0", "0"],
                         [significant(x) for x in (0.003211, 2893, 99.951, 99.996, 0)])
        self.assertEqual(["0.40 ms", "12 ms", "0.31 s", "380 s"],
                         [seconds(x) for x in (0.0004, 0.012, 0.31, 379.9)])
        self.assertEqual(["3.1\u202f%", "0\u202f%", "4,093\u202f%"],
                         [percent(x) for x in (0.0312, 1e-7, 40.93)])
        self.assertEqual("2.31\u00d7", factor(2.312))

    def test_bar_of_one_and_missing_bar_are_seen(self) -> None:
        cosa, exact = BY_KEY["cosa"], BY_KEY["exact"]
        row: Row = bar_row("layer", [Datum(cosa, 1, "as good"), Datum(exact, None, "no mapping")],
                           logarithmic([1], 2), 6)
        self.assertRegex(row.marks, r'class="mark cosa" x="[\d.]+%" y="0" width="0\.[1-9]')
        self.assertIn('class="gap exact"', row.marks)


if __name__ == "__main__":
    unittest.main()
