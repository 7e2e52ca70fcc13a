#!/usr/bin/env bash
# Builds and runs the tests. Arguments go to ctest: scripts/test.sh -R cosa
# Environment: PRESET=release (the default), dev or sanitize.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

preset=${PRESET:-release}
scripts/setup.sh --browser || echo "test.sh: no browser; what needs one is skipped" >&2
scripts/build.sh "$preset"
ctest --preset "$preset" "$@"
