#!/usr/bin/env python3
"""Prints the table of scripts/demo.sh. usage: demo_table.py LAYERS_YAML RESULTS_DIR"""
import statistics
import sys

from demo_results import read_network

ROW = "{:<10} {:>3} {:>9} {:>12} {:>7} {:>12} {:>12}"


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    layers = read_network(sys.argv[1], sys.argv[2])
    header = ROW.format("layer", "x", "solve s", "cycles", "util", "energy uJ", "EDP J*cycle")
    print(header)
    print("-" * len(header))
    for layer in layers:
        if layer.problem:
            print(f"{layer.name:<10} {layer.count:>3} {layer.solve_seconds:>9.3f} {layer.problem}")
            continue
        print(ROW.format(layer.name, layer.count, f"{layer.solve_seconds:.3f}", f"{layer.cycles:,}",
                         f"{layer.utilization:.1%}", f"{layer.energy_uj:,.2f}",
                         f"{layer.edp_joule_cycles:.3e}"))
    print("-" * len(header))

    mapped = [layer for layer in layers if not layer.problem]
    missing = [layer for layer in layers if layer.problem]
    if missing:
        print(f"without a mapping, and not in the totals: {', '.join(l.name for l in missing)}")
    if not mapped:
        sys.exit("demo_table.py: no layer has a mapping")
    cycles = sum(layer.count * layer.cycles for layer in mapped)
    energy_pj = sum(layer.count * layer.energy_pj for layer in mapped)
    operations = sum(layer.count * layer.operations for layer in mapped)
    used_cycles = sum(layer.count * layer.cycles * layer.utilization for layer in mapped)
    solve = [layer.solve_seconds for layer in layers]
    print(f"{sum(layer.count for layer in mapped)} of the network's "
          f"{sum(layer.count for layer in layers)} layers, one after the other "
          f"({operations / 1e9:.3f} GMAC):")
    print(f"  {cycles:,} cycles, utilization {used_cycles / cycles:.1%}, {energy_pj / 1e6:,.2f} uJ "
          f"({energy_pj / operations:.3f} pJ/MAC), EDP {energy_pj * 1e-12 * cycles:.3e} J*cycle")
    print(f"  solve time: {sum(solve):.2f} s in all, median {statistics.median(solve):.3f} s, "
          f"longest {max(solve):.3f} s")


if __name__ == "__main__":
    main()
