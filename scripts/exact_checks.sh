#!/usr/bin/env bash
# The long checks of the exact mapper: random cases against brute force, and all layers of
# specs/networks against the mappings that the other mappers find.
# usage: exact_checks.sh [CASES [SECONDS]]     default: exact_checks.sh 5000 60
# CASES are the random cases of each comparison; SECONDS, for each layer and objective.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

cases=${1:-5000}
seconds=${2:-60}

scripts/build.sh release
TILEWRIGHT_PROPERTY_CASES=$cases build/release/bin/test_property --gtest_filter='ExactMapper.*'
TILEWRIGHT_ALL_LAYERS=$seconds build/release/bin/test_property --gtest_filter='*ExactAgainstMappers*'
build/release/bin/test_golden --gtest_filter='*GoldenOptimum*'
