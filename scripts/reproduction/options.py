"""The options of scripts/reproduce.sh."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from reproduction.plan import QUICK_NETWORKS, ROOT
from reproduction.store import ARCHITECTURES, MAPPERS, NETWORKS

PROGRAM = "scripts/reproduce.sh"


class Parser(argparse.ArgumentParser):
    """Complains as the project's programs do."""

    def error(self, message: str) -> None:
        self.exit(2, f"ERROR: {message}\nTry '{PROGRAM} --help'.\n")


def names(text: str) -> list[str]:
    found = [name.strip() for name in text.split(",") if name.strip()]
    if not found:
        raise argparse.ArgumentTypeError("names with commas between them are wanted")
    return found


def positive_integer(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is no integer from 1")
    return int(text)


def positive_number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"'{text}' is no number above 0")
    return number


def parse_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = Parser(
        prog=PROGRAM, allow_abbrev=False,
        description="Maps the layers of networks onto architectures with all mappers, plays the "
                    "mappings on the simulator, and compares. What is in the result file already "
                    "is not run again.")
    add = parser.add_argument
    add("--quick", action="store_true",
        help=f"{', '.join(QUICK_NETWORKS)} on {ARCHITECTURES[0]}; all else as it is")
    add("--networks", type=names, metavar="A,B",
        help=f"default: {','.join(NETWORKS)}")
    add("--architectures", type=names, metavar="A,B", help=f"default: {','.join(ARCHITECTURES)}")
    add("--mappers", type=names, metavar="A,B", default=list(MAPPERS),
        help=f"default: {','.join(MAPPERS)}")
    add("--layers", type=names, metavar="A,B", help="only these layers (default: all)")
    add("--no-simulation", action="store_true", help="run the mappers only")
    add("-j", "--jobs", type=positive_integer, metavar="N", default=os.cpu_count() or 1,
        help="tasks at a time (default: one for each processor); 1 gives the steadiest times")
    add("--time-limit", type=positive_number, metavar="SECONDS", default=60.0,
        help="of a mapper for a layer (default: 60)")
    add("--simulation-time-limit", type=positive_number, metavar="SECONDS", default=600.0,
        help="of the simulation of a mapping (default: 600)")
    add("-o", "--output", type=Path, metavar="DIR", default=ROOT / "build" / "reproduction",
        help="folder for results, tables and report (default: build/reproduction)")
    add("--retry-failed", action="store_true", help="also run again what has failed")
    add("--fresh", action="store_true", help="start anew; the old result file gets another name")
    add("--programs", type=Path, metavar="DIR",
        help="folder of the programs (default: build/release/bin, which is built before)")
    options = parser.parse_args(arguments)
    quick = options.quick
    options.networks = options.networks or (QUICK_NETWORKS if quick else NETWORKS)
    options.architectures = options.architectures or ARCHITECTURES[:1 if quick else None]
    return options
