"""Tables; a column of numbers is aligned right, and the page's script sorts by a column."""
from __future__ import annotations

from dataclasses import dataclass
from html import escape


@dataclass(frozen=True)
class Table:
    """Texts of cells; `head` begins a numeric column's name with '#'."""
    caption: str
    head: list[str]
    rows: list[list[str]]

    def html(self) -> str:
        """The table in a box of its own that scrolls where it is too wide."""
        head = "".join(f'<th scope="col"{_number(name)}>{escape(name.lstrip("#"))}</th>'
                       for name in self.head)
        body = "".join(f"<tr>{self._row(row)}</tr>" for row in self.rows)
        return (f'<div class="scroll" tabindex="0" role="region" '
                f'aria-label="{escape(self.caption)}"><table><caption>{escape(self.caption)}'
                f"</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>")

    def _row(self, row: list[str]) -> str:
        cells = [f'<th scope="row">{escape(row[0])}</th>']
        for name, cell in zip(self.head[1:], row[1:], strict=True):
            cells.append(f"<td{_number(name)}>{escape(cell)}</td>")
        return "".join(cells)


def _number(name: str) -> str:
    return ' class="n"' if name.startswith("#") else ""


def folded(table: Table, summary: str) -> str:
    """The table behind a line that opens it."""
    return (f'<details class="data"><summary>{escape(summary)}</summary>{table.html()}'
            "</details>")
