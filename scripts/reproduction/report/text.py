"""Numbers as text, the same way everywhere."""

NONE = "\u2013"


def integer(value: float | None) -> str:
    return NONE if value is None else f"{value:,.0f}"


def significant(value: float | None, digits: int = 4) -> str:
    """A number with so many digits that count, without exponents: 2,893 and 0.003211."""
    if value is None:
        return NONE
    if value == 0:
        return "0"
    exponent = int(f"{value:.{digits - 1}e}".partition("e")[2])
    return f"{value:,.{max(0, digits - 1 - exponent)}f}"


def factor(value: float | None) -> str:
    """A ratio: 0.87x, 2.31x, 41x."""
    if value is None:
        return NONE
    return f"{significant(value, 3)}\u00d7"


def percent(value: float | None) -> str:
    """A share of one as a percentage: 0.0312 is 3.1 %."""
    if value is None:
        return NONE
    value *= 100
    if abs(value) < 0.005:
        return "0\u202f%"
    return f"{value:,.0f}\u202f%" if abs(value) >= 10 else f"{significant(value, 2)}\u202f%"


def seconds(value: float | None) -> str:
    """A time: 0.4 ms, 12 ms, 0.31 s, 24 s."""
    if value is None:
        return NONE
    if value < 0.1:
        return f"{significant(value * 1e3, 2)} ms"
    return f"{significant(value, 2)} s"


def seconds_tick(value: float) -> str:
    return f"{value * 1e3:g} ms" if value < 1 else f"{value:g} s"


def short(value: float) -> str:
    """A tick of a scale: 0.5, 20, 1k, 5M."""
    for size, unit in ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= size * 0.9999:
            return f"{value / size:g}{unit}"
    return f"{value:g}"


def plural(count: int, word: str) -> str:
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"


def listing(words: list[str]) -> str:
    """a, b and c."""
    return " and ".join(([", ".join(words[:-1])] if words[1:] else []) + words[-1:])

