#!/usr/bin/env bash
# Installs what is missing and builds one preset (release, dev or sanitize), whole or in part.
# usage: build.sh [PRESET [TARGET...]]     default: build.sh release all
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

preset=${1:-release}
targets=("${@:2}")
scripts/setup.sh
cmake --preset "$preset" > /dev/null
cmake --build --preset "$preset" --parallel "$(nproc)" --target "${targets[@]:-all}"
