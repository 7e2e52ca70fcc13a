"""scripts/reproduce.sh on a few small layers: results, resuming, failures, bad input."""

from __future__ import annotations

import csv
import json
import os
import pty
import signal
import sqlite3
import subprocess
import time
import unittest

from reproduction_fixture import BIN_DIR, ROOT, ReproductionTest
from reproduction.store import Store, StoreError

TWO_LAYERS = ("--networks", "alexnet", "--architectures", "simba", "--layers", "223,218",
              "--mappers", "random,cosa_published", "--no-simulation")
ONE_LAYER = ("--networks", "alexnet", "--architectures", "simba", "--layers", "223",
             "--mappers", "random", "--no-simulation")
ALL_DONE = {("218", "random"): "ok", ("218", "cosa_published"): "ok",
            ("223", "random"): "ok", ("223", "cosa_published"): "ok"}


class Results(ReproductionTest):
    def test_figures_are_those_of_model_and_simulator(self) -> None:
        self.run_it("--networks", "alexnet", "--architectures", "simba", "--layers", "223",
                    "--mappers", "random,cosa_published,exact")
        with Store.open(self.results) as store:
            layer = store.layers("alexnet")[-1]
            results = store.results("alexnet", "simba")
            simulations = store.simulations("alexnet", "simba")
        self.assertEqual((layer.name, layer.occurrences, layer.macs, layer.weights, layer.inputs,
                          layer.outputs), ("223", 1, 4096000, 4096000, 4096, 1000))
        self.assertEqual({mapper for _, mapper in results}, {"random", "cosa_published", "exact"})
        for (_, mapper), result in results.items():
            with self.subTest(mapper):
                evaluation = self.evaluate(result.mapping)
                self.assertEqual(result.latency_cycles, evaluation["cycles"])
                self.assertAlmostEqual(result.energy_pj / evaluation["energy_pj"], 1)
                self.assertAlmostEqual(sum(result.energy_parts.values()) / result.energy_pj, 1)
                self.assertEqual(list(result.energy_parts)[:2], ["DRAM", "GlobalBuffer"])
                self.assertIn("<svg", result.picture)
                self.assertGreater(result.seconds, 0)
                simulation = simulations["223", mapper]
                self.assertGreaterEqual(simulation.latency_cycles, 4000)
                self.assertEqual(sum(simulation.stalls.values()), simulation.latency_cycles)
        self.check_efforts_and_claims(results)
        self.check_tables(results, simulations)

    def evaluate(self, mapping: str) -> dict:
        file = self.output / "map.yaml"
        file.write_text(mapping)
        return json.loads(subprocess.run(
            [BIN_DIR / "tilewright-model", ROOT / "specs/architectures/simba.yaml",
             ROOT / "specs/networks/alexnet/223.yaml", file, "-o", self.output, "--json"],
            check=True, capture_output=True, text=True).stdout)

    def check_efforts_and_claims(self, results: dict) -> None:
        random, cosa, exact = (results["223", mapper]
                               for mapper in ("random", "cosa_published", "exact"))
        self.assertEqual(random.evaluations, 5)
        self.assertGreater(random.samples, 5)
        self.assertEqual((cosa.samples, cosa.evaluations), (1, 1))
        self.assertEqual(set(cosa.objective_parts), {"utilization", "compute", "traffic"})
        self.assertTrue(cosa.proven and exact.proven)
        self.assertAlmostEqual(exact.objective / exact.edp, 1)
        self.assertLess(exact.edp, random.edp)

    def check_tables(self, results: dict, simulations: dict) -> None:
        with open(self.output / "results.csv", newline="") as file:
            rows = {row["mapper"]: row for row in csv.DictReader(file) if row["layer"] == "223"}
        gain = results["223", "random"].edp / results["223", "exact"].edp
        self.assertAlmostEqual(float(rows["exact"]["edp_gain_over_random"]), gain)
        self.assertAlmostEqual(float(rows["random"]["edp_percent_above_bound"]), (gain - 1) * 100)
        self.assertEqual(rows["random"]["simulated_latency_cycles"],
                         str(simulations["223", "random"].latency_cycles))
        for name in ("summary.csv", "summary.md", "layers.md"):
            self.assertIn("alexnet", (self.output / name).read_text())

    def test_a_terminal_shows_a_bar_and_nothing_else_does(self) -> None:
        plain = self.run_it(*ONE_LAYER)
        self.assertNotIn("\r", plain.stderr)
        ours, theirs = pty.openpty()
        process = subprocess.Popen(self.command(*ONE_LAYER, "--fresh"), stderr=theirs,
                                   stdout=subprocess.DEVNULL)
        os.close(theirs)
        process.wait()
        self.assertIn("0/1 tasks", os.read(ours, 65536).decode())
        os.close(ours)


class Resuming(ReproductionTest):
    def test_a_second_run_repeats_nothing(self) -> None:
        self.run_it(*TWO_LAYERS)
        self.assertEqual(self.statuses(), ALL_DONE)
        self.assertEqual(self.calls("--mapper random --best-of 5"), 2)
        self.run_it(*TWO_LAYERS)
        self.assertEqual(self.calls("--mapper random --best-of 5"), 2)

    def test_simulations_can_follow(self) -> None:
        self.run_it(*ONE_LAYER)
        self.assertEqual(self.simulation_statuses(), {})
        self.run_it(*ONE_LAYER[:-1])
        self.assertEqual(self.simulation_statuses(), {("223", "random"): "ok"})
        self.assertEqual(self.calls("--mapper random --best-of 5"), 1)

    def start_and_get_stuck(self) -> subprocess.Popen:
        """A run that has finished the tasks of one layer; those of the other do not end."""
        (self.programs / "stuck").write_text("alexnet/223.yaml -o /")
        process = self.start(*TWO_LAYERS, "--jobs", "3")
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.finished_tasks() < 2:
            time.sleep(0.05)
        return process

    def finished_tasks(self) -> int:
        try:
            return len(self.statuses())
        except StoreError:
            return 0

    def check_that_it_goes_on(self) -> None:
        done = {("218", "random"): "ok", ("218", "cosa_published"): "ok"}
        self.assertEqual(self.statuses(), done)
        (self.programs / "stuck").unlink()
        self.run_it(*TWO_LAYERS)
        self.assertEqual(self.statuses(), ALL_DONE)
        self.assertEqual(self.calls("alexnet/218.yaml -o /"), 2)
        self.assertEqual(list(self.output.glob("work")), [])

    def test_goes_on_after_a_kill(self) -> None:
        process = self.start_and_get_stuck()
        process.kill()
        process.communicate()
        self.check_that_it_goes_on()

    def test_goes_on_after_an_interrupt(self) -> None:
        process = self.start_and_get_stuck()
        process.send_signal(signal.SIGINT)
        _, messages = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 130, messages)
        self.assertIn("the same command goes on from there", messages)
        self.check_that_it_goes_on()

    def test_two_runs_do_not_share_a_folder(self) -> None:
        process = self.start_and_get_stuck()
        self.assertIn("another run works in", self.run_it(*TWO_LAYERS, status=1).stderr)
        process.kill()
        process.communicate()


class Failures(ReproductionTest):
    def test_the_rest_goes_on_and_a_retry_mends(self) -> None:
        (self.programs / "broken").write_text("alexnet/223.yaml -o /")
        done = self.run_it(*TWO_LAYERS, status=1)
        self.assertIn("alexnet 223 simba random: mapping: error: broken on purpose", done.stdout)
        self.assertEqual(self.statuses(), ALL_DONE | {("223", "random"): "error",
                                                      ("223", "cosa_published"): "error"})
        self.assertIn("broken on purpose", (self.output / "summary.md").read_text())
        (self.programs / "broken").unlink()
        self.run_it(*TWO_LAYERS, status=1)
        self.run_it(*TWO_LAYERS, "--retry-failed")
        self.assertEqual(self.statuses(), ALL_DONE)
        self.assertEqual(self.calls("alexnet/218.yaml -o /"), 2)

    def test_a_mapping_that_does_not_fit(self) -> None:
        done = self.run_it(*ONE_LAYER[:-4], "input.4,223", "--mappers", "cosa_published")
        self.assertIn("no_mapping: couldn't map level GlobalBuffer", done.stdout)
        self.assertEqual(self.simulation_statuses(), {("223", "cosa_published"): "ok"})
        self.assertIn("no mapping", (self.output / "layers.md").read_text())

    def test_a_simulation_that_fails(self) -> None:
        (self.programs / "broken").write_text("simulation/simba_mesh_ddr4.yaml")
        done = self.run_it(*ONE_LAYER[:-1], status=1)
        self.assertIn("random: simulation: error: broken on purpose", done.stdout)
        self.assertEqual(self.statuses(), {("223", "random"): "ok"})


class BadInput(ReproductionTest):
    def expect_error(self, *arguments: str, status: int, words: list[str]) -> None:
        messages = self.run_it(*arguments, status=status).stderr
        self.assertTrue(messages.startswith("ERROR: "), messages)
        for word in words:
            self.assertIn(word, messages)

    def test_unknown_names(self) -> None:
        for option, name, words in (
                ("--networks", "resnet5", ["unknown network 'resnet5'; did you mean 'resnet50'?",
                                           "alexnet"]),
                ("--architectures", "simba8x8", ["did you mean 'simba_8x8'?", "simba,"]),
                ("--mappers", "gamma", ["unknown mapper 'gamma'. Known: random, hybrid"]),
                ("--layers", "input.3", ["unknown layer 'input.3'; did you mean", "input.2"])):
            with self.subTest(option):
                self.expect_error("--networks", "alexnet", option, name, status=2, words=words)

    def test_bad_options(self) -> None:
        for option, value, word in (
                ("--jobs", "0", "'0' is no integer from 1"),
                ("--time-limit", "-1", "'-1' is no number above 0"),
                ("--networks", ",", "names with commas between them are wanted"),
                ("--what", "1", "unrecognized arguments: --what 1"),
                ("--programs", "/nowhere", "no program 'tilewright-mapper' in '/nowhere'")):
            with self.subTest(option):
                self.expect_error(option, value, status=2, words=[word])

    def test_other_files_in_the_place_of_results(self) -> None:
        self.output.mkdir()
        for content in (b"no database " * 100, b"SQLite format 3\0" + b"\0" * 500):
            self.results.write_bytes(content)
            self.expect_error(*ONE_LAYER, status=1, words=["is no result file", "--fresh"])
        self.results.write_bytes(b"")
        with self.assertRaisesRegex(StoreError, "is empty; scripts/reproduce.sh fills it"):
            Store.open(self.results)
        self.run_it(*ONE_LAYER)

    def test_another_version_of_the_format(self) -> None:
        self.run_it(*ONE_LAYER)
        with sqlite3.connect(self.results) as connection:
            connection.execute("UPDATE meta SET value = '0' WHERE key = 'schema_version'")
        connection.close()
        self.expect_error(*ONE_LAYER, status=1, words=["has version 0", "reads version 1",
                                                       "--fresh"])
        self.assertIn("results.1.sqlite", self.run_it(*ONE_LAYER, "--fresh").stderr)
        self.assertTrue((self.output / "results.1.sqlite").exists())

    def test_results_of_other_inputs_are_not_mixed(self) -> None:
        self.run_it(*ONE_LAYER)
        self.expect_error(*TWO_LAYERS, "--time-limit", "5", status=1,
                          words=["what has changed: options of random", "--fresh"])
        with open(self.programs / "tilewright-mapper", "a", encoding="utf-8") as program:
            program.write("# another program\n")
        self.expect_error(*TWO_LAYERS, status=1, words=["what has changed: tilewright-mapper"])
        self.assertEqual(self.statuses(), {("223", "random"): "ok"})


if __name__ == "__main__":
    unittest.main()
