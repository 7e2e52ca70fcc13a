#!/usr/bin/env bash
# Checks the layout (clang-format) and the code (clang-tidy, .clang-tidy) of all C++ sources.
# usage: lint.sh [FILE...]     default: all .cpp and .hpp files of model, mapper, sim and test
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/setup.sh --lint
if (($#)); then
  sources=("$@")
else
  mapfile -t sources < <(find model mapper sim test -name '*.cpp' -o -name '*.hpp' | sort)
fi

status=0
clang-format-14 --dry-run -Werror "${sources[@]}" || status=1

cmake --preset dev > /dev/null
units=()
for source in "${sources[@]}"; do
  # A back end whose solver is not installed is not built.
  if grep -qF "/$source\"" build/dev/compile_commands.json; then units+=("$source"); fi
done
((${#units[@]})) || exit "$status"
printf '%s\0' "${units[@]}" |
  xargs -0 -n 1 -P "$(nproc)" clang-tidy-14 -p build/dev --quiet --extra-arg=-Wno-unknown-warning-option \
    --warnings-as-errors='*' || status=1
exit "$status"
