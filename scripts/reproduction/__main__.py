"""What scripts/reproduce.sh does: plan, run, tables, report."""

from __future__ import annotations

import argparse
import fcntl
import os
import platform
import shlex
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path
from shutil import rmtree, which

from reproduction import plan
from reproduction.errors import ReproductionError, UsageError
from reproduction.options import PROGRAM, parse_arguments
from reproduction.plan import ROOT, Inputs
from reproduction.processes import Processes
from reproduction.programs import MAPPER, MODEL, SEED, SIMULATOR, Programs
from reproduction.progress import clock
from reproduction.records import Simulation
from reproduction.runner import Runner, Settings
from reproduction.store import MAPPERS, START_ANEW, Store, StoreError
from reproduction.tables import write_tables

DEFAULT_PROGRAMS = ROOT / "build" / "release" / "bin"
LISTED_FAILURES = 20


def find_programs(folder: Path | None) -> Path:
    """The programs' folder; the default one is built, if need be."""
    programs = [MAPPER, MODEL, SIMULATOR]
    if folder is None:
        command = [ROOT / "scripts" / "build.sh", "release", *programs]
        if subprocess.run(command, stdout=sys.stderr).returncode:
            raise ReproductionError("the programs could not be built")
        folder = DEFAULT_PROGRAMS
    for program in programs:
        if not os.access(folder / program, os.X_OK):
            raise UsageError(f"no program '{program}' in '{folder}'")
    return folder.resolve()


def about_this_run(programs: Programs, settings: Settings, arguments: Sequence[str]) -> dict:
    """What the result file notes of the run that makes it."""
    model_names = [line.partition(":")[2].strip() for line in _lines(Path("/proc/cpuinfo"))
                   if line.startswith("model name")]
    processor = model_names[0] if model_names else platform.machine()
    return {
        "tilewright_version": programs.run(MAPPER, ["--version"]).output.split()[-1],
        "commit": _commit(),
        "created": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "machine": f"{processor}, {os.cpu_count()} processors, {platform.system()}",
        "command": shlex.join([PROGRAM, *arguments]),
        "jobs": str(settings.jobs),
        "time_limit_seconds": f"{settings.time_limit_seconds:g}",
        "seed": str(SEED),
    }


def _commit() -> str:
    if not which("git"):
        return "unknown"
    described = subprocess.run(["git", "-C", ROOT, "describe", "--always", "--dirty"],
                               capture_output=True, text=True)
    return described.stdout.strip() or "unknown"


def _lines(file: Path) -> list[str]:
    return file.read_text().splitlines() if file.exists() else []


@contextmanager
def output_folder(folder: Path) -> Iterator[Path]:
    """Makes the folder, keeps other runs out of it, and gives a new one for temporary files."""
    work = folder / "work"
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ReproductionError(f"another run works in '{folder}'; wait for its end, or take "
                                    "another folder with -o") from None
        rmtree(work, ignore_errors=True)
        work.mkdir()
        try:
            yield work
        finally:
            rmtree(work, ignore_errors=True)


def set_aside(results: Path) -> None:
    """Gives an old result file another name."""
    number = 1
    while (old := results.with_suffix(f".{number}.sqlite")).exists():
        number += 1
    if results.exists():
        results.rename(old)
        print(f"The old results are now in {old}", file=sys.stderr)


def open_store(results: Path, meta: dict[str, str], inputs: Inputs) -> Store:
    """The result file, if its results were made from today's inputs. Raises StoreError."""
    store = Store.open_or_create(results, meta)
    changed = inputs.changed(store.inputs())
    if changed:
        store.close()
        raise StoreError(
            f"the results in '{results}' were made from other inputs than today's, and new ones "
            f"would not be comparable; what has changed: {', '.join(changed)}; {START_ANEW}")
    return store


def tell_failures(store: Store) -> int:
    """Lists what failed; the exit status is 0 where that is all in the nature of the task."""
    failures = store.failures()
    for record in failures[:LISTED_FAILURES]:
        what = "simulation" if isinstance(record, Simulation) else "mapping"
        print(f"{record.network} {record.layer} {record.architecture} {record.mapper}: {what}: "
              f"{record.status}: {record.message}")
    if len(failures) > LISTED_FAILURES:
        print(f"and {len(failures) - LISTED_FAILURES} more, which the tables list")
    return int(any(record.status == "error" for record in failures))


def write_report(results: Path, report: Path) -> None:
    script = ROOT / "scripts" / "report"
    if script.exists() and subprocess.run([script, results, "-o", report]).returncode:
        raise ReproductionError(f"the report could not be written to '{report}'")


def reproduce(options: argparse.Namespace, arguments: Sequence[str]) -> int:
    """Does what the options say; gives the exit status."""
    network_names = plan.choose("network", options.networks, plan.known_networks())
    architectures = plan.choose("architecture", options.architectures, plan.known_architectures())
    mappers = plan.choose("mapper", options.mappers, MAPPERS)
    folder = find_programs(options.programs)
    processes = Processes()
    programs = Programs(folder, processes)
    networks = [plan.read_network(name, programs) for name in network_names]
    tasks = plan.make_tasks(networks, architectures, mappers, options.layers)
    inputs = Inputs(folder, options.time_limit)
    results = options.output / "results.sqlite"
    with output_folder(options.output) as work:
        settings = Settings(options.jobs, options.time_limit, options.simulation_time_limit,
                            not options.no_simulation, options.retry_failed, work)
        if options.fresh:
            set_aside(results)
        meta = about_this_run(programs, settings, arguments)
        with open_store(results, meta, inputs) as store:
            for network in networks:
                store.add_layers(network.layers, inputs.of_network(network.name))
            runner = Runner(store, programs, processes, inputs, settings)
            start = time.monotonic()
            print(f"{len(tasks)} mappings{' and their simulations' * settings.simulate}, "
                  f"{options.jobs} at a time; results: {results}", file=sys.stderr)
            runner.run(tasks)
            took = clock(time.monotonic() - start)
            if runner.end_signal:
                print(f"Ended after {took}. What is finished is kept; the same command goes on "
                      "from there.", file=sys.stderr)
                return 128 + runner.end_signal
            print(f"Done after {took}.", file=sys.stderr)
            files = write_tables(store, options.output)
            status = tell_failures(store)
        write_report(results, options.output / "report.html")
    for file in files:
        print(file)
    return status


def main(arguments: Sequence[str]) -> int:
    try:
        return reproduce(parse_arguments(arguments), arguments)
    except ReproductionError as error:
        print(f"ERROR: {error}", file=sys.stderr)
        return error.status
    except (OSError, sqlite3.Error) as error:
        print(f"ERROR: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Ended. What is finished is kept.", file=sys.stderr)
        return 128 + signal.SIGINT


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
