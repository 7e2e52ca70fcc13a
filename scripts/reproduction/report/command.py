"""`scripts/report`: the command line."""
from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from reproduction.errors import ReproductionError
from reproduction.report.page import page
from reproduction.report.study import read_study

_PICTURE_MEGABYTES = 12


def main(arguments: list[str]) -> int:
    """Writes the report; exit status 1 for results that cannot be reported on, 2 for bad usage."""
    options = _parser().parse_args(arguments)
    try:
        text = page(read_study(options.results), round(options.pictures * 1e6))
        _write(options.output, text)
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
    parser.add_argument("--pictures", type=float, default=_PICTURE_MEGABYTES, metavar="MB",
                        help="room for pictures of mappings; those of the layers with most work "
                        "come first (default: %(default)s)")
    return parser


def _write(path: Path, text: str) -> None:
    """Writes under another name first, so that a report is never half there."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
