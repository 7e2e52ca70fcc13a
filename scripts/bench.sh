#!/usr/bin/env bash
# Builds and runs the benchmarks (evaluations per second and thread, allocations per evaluation,
# mappings that a search tries per second).
# Arguments go to Google Benchmark: scripts/bench.sh --benchmark_filter=simba
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/build.sh release tilewright_bench >&2
build/release/bin/tilewright_bench "$@"
