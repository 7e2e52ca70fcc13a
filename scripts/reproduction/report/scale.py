"""Scales of charts: values to per cent of the width, and ticks."""
from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

# Mantissas of ticks on a logarithmic scale, dense ones first.
_MANTISSAS = ((1, 1.5, 2, 3, 5, 7), (1, 2, 5), (1, 3), (1,))
_MOST_TICKS = 7


@dataclass(frozen=True)
class Scale:
    """From `low` at 0 % to `high` at 100 %; values beyond are at the edge."""
    low: float
    high: float
    logarithmic: bool
    ticks: tuple[float, ...]

    def percent(self, value: float) -> float:
        low, high = self.low, self.high
        if self.logarithmic:
            low, high, value = math.log(low), math.log(high), math.log(max(value, self.low))
        return min(100.0, max(0.0, 100 * (value - low) / (high - low)))


def linear(high: float) -> Scale:
    """From zero to a bit beyond `high`."""
    step = _nice_step(high / 5)
    high = max(high * 1.02, step)
    return Scale(0, high, False, _multiples(step, 0, high))


def logarithmic(values: Iterable[float], *included: float, most_ticks: int = _MOST_TICKS) -> Scale:
    """Spans the positive of `values`, and what is `included`, with a small margin. `most_ticks`:
    fewer where their texts are long."""
    span = [value for value in values if value > 0] + list(included)
    low, high = min(span), max(span)
    margin = max((high / low) ** 0.03, 1.02)
    low, high = low / margin, high * margin
    return Scale(low, high, True, _logarithmic_ticks(low, high, most_ticks))


def _logarithmic_ticks(low: float, high: float, most: int) -> tuple[float, ...]:
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    ticks: tuple[float, ...] = ()
    for mantissas in _MANTISSAS:
        ticks = tuple(float(f"{m}e{e}") for e in range(first, last + 1) for m in mantissas
                      if low <= float(f"{m}e{e}") <= high)
        if len(ticks) <= most:
            break
    if len(ticks) > most:
        return ticks[::math.ceil(len(ticks) / most)]
    if len(ticks) < 3:
        return _multiples(_nice_step((high - low) / 4), low, high)
    return ticks


def _nice_step(least: float) -> float:
    """The smallest 1, 2 or 5 times a power of ten from `least` on."""
    exponent = math.floor(math.log10(least))
    return min(step for step in (float(f"{m}e{e}") for e in (exponent, exponent + 1)
                                 for m in (1, 2, 5)) if step >= least * 0.9999)


def _multiples(step: float, low: float, high: float) -> tuple[float, ...]:
    first, last = math.ceil(low / step), math.floor(high / step)
    return tuple(float(f"{i * step:.10g}") for i in range(first, last + 1))
