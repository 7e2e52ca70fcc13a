"""`scripts/report`: the command line."""
from __future__ import annotations

import argparse
import math
import os
import sys
from pathlib import Path

from reproduction.errors import ReproductionError
from reproduction.report.page import page
from reproduction.report.screenshots import take_screenshots
from reproduction.report.study import read_study

_PICTURE_MEGABYTES = 8


def main(arguments: list[str]) -> int:
    """Writes the report; exit status 1 for results that cannot be reported on, 2 for bad usage."""
    options = _parser().parse_args(arguments)
    try:
        text = page(read_study(options.results), round(options.pictures * 1e6))
        _write(options.output, text)
        if options.screenshots:
            take_screenshots(options.output, options.screenshots)
    except (ReproductionError, OSError) as error:
        print(f"ERROR: {error}", file=sys.stderr)
        return 1
    print(f"{options.output}: {len(text.encode()) / 1e6:.1f} MB")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="report", description="Writes the results of scripts/reproduce.sh as one HTML file "
        "that needs no other file and no network.")
    parser.add_argument("results", type=Path, metavar="RESULTS.sqlite")
    parser.add_argument("-o", "--output", type=Path, default=Path("report.html"), metavar="FILE",
                        help="default: report.html")
    parser.add_argument("--pictures", type=_megabytes, default=_PICTURE_MEGABYTES, metavar="MB",
                        help="room for pictures of mappings; those of the layers with most work "
                        "come first (default: %(default)s)")
    parser.add_argument("--screenshots", type=Path, metavar="DIR",
                        help="also write pictures of parts of the report, as headless Chromium "
                        "shows them (scripts/setup.sh --browser)")
    return parser


def _megabytes(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1
    if not 0 <= value < math.inf:
        raise argparse.ArgumentTypeError(f"'{text}' is no number of megabytes from 0 on")
    return value


def _write(path: Path, text: str) -> None:
    """Writes under another name first, so that a report is never half there."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
