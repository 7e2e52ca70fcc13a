#!/usr/bin/env python3
"""Draws energy and cycles of each layer of a network, from network.json of tilewright-mapper
--network, as SVG. usage: plot_demo.py NETWORK_JSON TITLE > picture.svg"""
import json
import sys
from html import escape

WIDTH, PANEL_HEIGHT, LEFT, RIGHT, TOP, GAP, BOTTOM = 960, 170, 70, 10, 60, 40, 80
ENERGY, CYCLES, NOTHING, INK, GRID = "#2a6f97", "#e07a3f", "#b0b0b0", "#222222", "#dddddd"


def nice_step(largest, steps=4):
    """The smallest 1, 2 or 5 times a power of ten of which `steps` reach `largest`."""
    power = 10.0 ** -3
    while True:
        for digit in (1, 2, 5):
            if digit * power * steps >= largest:
                return digit * power
        power *= 10


def text(x, y, content, anchor="middle", size=12, extra=""):
    return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" {extra}>'
            f"{escape(content)}</text>")


def panel(layers, values, top, color, label, name):
    """Bars with a scale on the left; a grey cross marks a layer without a mapping."""
    step = nice_step(max(values))
    scale = PANEL_HEIGHT / (4 * step)
    bottom = top + PANEL_HEIGHT
    out = [text(LEFT, top - 8, label, "start", 13, 'font-weight="bold"')]
    for tick in range(5):
        y = bottom - tick * step * scale
        out.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{GRID}"/>')
        out.append(text(LEFT - 6, y + 4, f"{tick * step:g}", "end", 11))
    slot = (WIDTH - LEFT - RIGHT) / len(layers)
    for i, (layer, value) in enumerate(zip(layers, values)):
        middle = LEFT + (i + 0.5) * slot
        if not layer["valid"]:
            out.append(text(middle, bottom - 4, "x", size=14, extra=f'fill="{NOTHING}"'))
            continue
        height = value * scale
        out.append(f'<rect x="{middle - 0.35 * slot:.1f}" y="{bottom - height:.1f}" width="{0.7 * slot:.1f}" '
                   f'height="{height:.1f}" fill="{color}"><title>{escape(layer["layer"])}: {value:,.4g} {name}'
                   "</title></rect>")
    return out


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8") as file:
        layers = json.load(file)["layers"]
    if not any(layer["valid"] for layer in layers):
        sys.exit("plot_demo.py: no layer has a mapping")
    height = TOP + 2 * PANEL_HEIGHT + GAP + BOTTOM
    second = TOP + PANEL_HEIGHT + GAP
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
           f'font-family="sans-serif" fill="{INK}">',
           '<rect width="100%" height="100%" fill="white"/>',
           text(LEFT, 24, sys.argv[2], "start", 16, 'font-weight="bold"')]
    out += panel(layers, [layer.get("energy_pj", 0) / 1e6 for layer in layers], TOP, ENERGY, "energy, uJ", "uJ")
    out += panel(layers, [layer.get("cycles", 0) / 1e3 for layer in layers], second, CYCLES,
                 "latency, thousand cycles", "thousand cycles")
    slot = (WIDTH - LEFT - RIGHT) / len(layers)
    base = second + PANEL_HEIGHT + 14
    for i, layer in enumerate(layers):
        x = LEFT + (i + 0.5) * slot
        label = layer["layer"] + (f" x{layer['count']}" if layer["count"] > 1 else "")
        out.append(text(x, base, label, "end", 11, f'transform="rotate(-50 {x:.1f} {base:.1f})"'))
    out.append("</svg>")
    print("\n".join(out))


if __name__ == "__main__":
    main()
