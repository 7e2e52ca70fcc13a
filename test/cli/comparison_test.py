"""Gains, means and tables of results that are made up, so that the right ones are known."""

from __future__ import annotations

import csv
import io
import tempfile
import unittest
from pathlib import Path

from reproduction.comparison import Comparison, geometric_mean, percent_above, read_comparisons
from reproduction.csv_tables import summary_csv
from reproduction.markdown_tables import layers_markdown, summary_markdown
from reproduction.records import Layer, Result, Simulation
from reproduction.store import Store, StoreError
from reproduction.tables import write_tables

META = {"tilewright_version": "1", "commit": "c", "machine": "m", "created": "now"}


def result(network: str, layer: str, mapper: str, latency: int, energy: float,
           **more) -> Result:
    return Result(network, layer, "simba", mapper, "ok", seconds=0.5, samples=3, evaluations=2,
                  latency_cycles=latency, energy_pj=energy, **more)


class ComparisonTest(unittest.TestCase):
    """Network a: layer 1 by all mappers, layer 2 not by cosa, layer 3 not run. Network b: one
    layer."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.store = Store.open_or_create(self.folder / "results.sqlite", META)
        self.addCleanup(self.store.close)

    def fill(self) -> list[Comparison]:
        self.store.add_layers([Layer("a", name, position, 1) for position, name
                               in enumerate(("one", "two", "three"))], {})
        self.store.add_layers([Layer("b", "one", 0, 1)], {})
        for record in (
                result("a", "one", "hybrid", 800, 10.0), result("a", "two", "hybrid", 100, 10.0),
                result("a", "one", "cosa", 400, 5.0),
                Result("a", "two", "simba", "cosa", "no_mapping", "does not fit | at all"),
                result("a", "one", "exact", 200, 5.0, bound=800.0, proven=False),
                result("b", "one", "hybrid", 900, 1.0), result("b", "one", "cosa", 100, 1.0),
                Simulation("a", "one", "simba", "hybrid", "ok", "", 1.0, 1200, 10.0),
                Simulation("a", "one", "simba", "cosa", "not_finished", "1 % played", 1.0)):
            self.store.add(record, {})
        return read_comparisons(self.store)

    def test_means_are_over_layers_that_both_have(self) -> None:
        a, b, both = self.fill()
        self.assertEqual([a.title, b.title, both.title],
                         ["a on simba", "b on simba", "All networks on simba"])
        for comparison, value, layers in ((a, 2, 1), (b, 9, 1), (both, 18 ** 0.5, 2)):
            mean = comparison.mean_gain("cosa", "hybrid", "latency")
            self.assertAlmostEqual(mean.value, value)
            self.assertEqual(mean.layers, layers)
        self.assertAlmostEqual(a.mean_gain("cosa", "hybrid", "edp").value, 4)
        self.assertIsNone(a.mean_gain("cosa", "hybrid", "simulated_latency"))
        self.assertEqual((a.count("cosa", "latency"), a.count("hybrid", "simulated_latency")),
                         (1, 1))

    def test_distance_from_the_bound_and_proofs(self) -> None:
        a, b, _ = self.fill()
        self.assertAlmostEqual(percent_above(a.mean_times_bound("cosa").value), 150)
        self.assertAlmostEqual(percent_above(a.mean_times_bound("exact").value), 25)
        self.assertIsNone(b.mean_times_bound("cosa"))
        self.assertEqual(a.proven("exact"), 0)

    def test_efforts_are_of_layers_that_were_mapped(self) -> None:
        a, _, both = self.fill()
        self.assertEqual(a.efforts("cosa", "samples"), [3])
        self.assertEqual(both.efforts("hybrid", "seconds"), [0.5] * 3)
        self.assertIsNone(geometric_mean([]))

    def test_tables_say_what_is_missing(self) -> None:
        comparisons = self.fill()
        summary = summary_markdown(self.store, comparisons)
        self.assertIn("| cosa | 2x (1) | 2x (1) | 4x (1) | - | - | 100.00 % (1) | 150.00 % (1) |",
                      summary)
        self.assertIn("* cosa, not run: three\n* cosa, no mapping: two", summary)
        self.assertIn("| no_mapping | does not fit \\| at all |", summary)
        self.assertIn("| simulation | not_finished | 1 % played |", summary)
        self.assertIn("| two | 1 | 100 | no mapping | not run |", layers_markdown(comparisons[:1]))
        rows = {(row["network"], row["mapper"]): row
                for row in csv.DictReader(io.StringIO(summary_csv(comparisons)))}
        self.assertEqual(rows["all", "cosa"]["latency_gain_over_hybrid_layers"], "2")
        self.assertEqual(rows["a", "hybrid"]["latency_gain_over_random"], "")

    def test_no_results_no_tables(self) -> None:
        with self.assertRaisesRegex(StoreError, "has no results"):
            write_tables(self.store, self.folder)
        self.assertEqual(list(self.folder.glob("*.csv")), [])


if __name__ == "__main__":
    unittest.main()
