#!/usr/bin/env python3
"""Draws the trade-offs between energy and delay, from timeloop-mapper.pareto.csv of
tilewright-mapper --pareto, as SVG. usage: plot_pareto.py PARETO_CSV TITLE > picture.svg"""
import csv
import math
import sys

from plot_demo import ENERGY, GRID, INK, nice_step, text

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 320, 70, 20, 50, 50


class Axis:
    """Maps values to places between `begin` and `end`, with round ticks that enclose all values."""

    def __init__(self, values, begin, end):
        spread = (max(values) - min(values)) or max(values)
        self.step = nice_step(spread * 1.2, 5)
        self.first = math.floor(min(values) / self.step - 0.2) * self.step
        self.last = math.ceil(max(values) / self.step + 0.2) * self.step
        self.begin, self.end = begin, end

    def place(self, value):
        return self.begin + (value - self.first) / (self.last - self.first) * (self.end - self.begin)

    def ticks(self):
        return [self.first + i * self.step for i in range(round((self.last - self.first) / self.step) + 1)]


def frame(across, up):
    bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT
    out = []
    for tick in up.ticks():
        y = up.place(tick)
        out.append(f'<line x1="{LEFT}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}" stroke="{GRID}"/>')
        out.append(text(LEFT - 6, y + 4, f"{tick:g}", "end", 11))
    for tick in across.ticks():
        x = across.place(tick)
        out.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{bottom}" stroke="{GRID}"/>')
        out.append(text(x, bottom + 16, f"{tick:g}", size=11))
    out.append(text(LEFT, TOP - 8, "energy, uJ", "start", 12))
    out.append(text(right, bottom + 34, "latency, thousand cycles", "end", 12))
    return out


def stairs(places, right):
    """What the points dominate lies above and to the right of this line."""
    path = f"M {places[0][0]:.1f} {TOP}"
    for x, y in places:
        path += f" H {x:.1f} V {y:.1f}"
    return f'<path d="{path} H {right}" fill="none" stroke="{ENERGY}" stroke-width="1.5"/>'


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8", newline="") as file:
        points = [(float(row["cycles"]) / 1e3, float(row["energy_pj"]) / 1e6) for row in csv.DictReader(file)]
    if not points:
        sys.exit("plot_pareto.py: the file has no points")
    across = Axis([cycles for cycles, _ in points], LEFT, WIDTH - RIGHT)
    up = Axis([energy for _, energy in points], HEIGHT - BOTTOM, TOP)
    places = [(across.place(cycles), up.place(energy)) for cycles, energy in points]
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
           f'font-family="sans-serif" fill="{INK}">',
           '<rect width="100%" height="100%" fill="white"/>',
           text(LEFT, 22, sys.argv[2], "start", 14, 'font-weight="bold"')]
    out += frame(across, up)
    out.append(stairs(places, WIDTH - RIGHT))
    for (cycles, energy), (x, y) in zip(points, places):
        out.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{ENERGY}">'
                   f"<title>{cycles:,.6g} thousand cycles, {energy:,.6g} uJ</title></circle>")
    out.append("</svg>")
    print("\n".join(out))


if __name__ == "__main__":
    main()
