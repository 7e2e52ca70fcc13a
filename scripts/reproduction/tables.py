"""Tables of a result file: results.csv, summary.csv, summary.md and layers.md in a folder."""

from __future__ import annotations

from pathlib import Path

from reproduction.comparison import read_comparisons
from reproduction.csv_tables import results_csv, summary_csv
from reproduction.markdown_tables import layers_markdown, summary_markdown
from reproduction.store import Store, StoreError


def write_tables(store: Store, folder: Path) -> list[Path]:
    """Writes the tables; gives their paths. Raises StoreError where there is no result."""
    comparisons = read_comparisons(store)
    if not comparisons:
        raise StoreError("the result file has no results; scripts/reproduce.sh makes them")
    of_one_network = [comparison for comparison in comparisons if comparison.network]
    contents = {
        "results.csv": results_csv(of_one_network),
        "summary.csv": summary_csv(comparisons),
        "summary.md": summary_markdown(store, comparisons),
        "layers.md": layers_markdown(of_one_network),
    }
    return [_write(folder / name, content) for name, content in contents.items()]


def _write(file: Path, content: str) -> Path:
    temporary = file.with_name(file.name + ".new")
    temporary.write_text(content, encoding="utf-8")
    return temporary.replace(file)
