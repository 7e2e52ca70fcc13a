#!/usr/bin/env bash
# Makes the Debian package build/package/tilewright_VERSION_ARCH.deb, built as preset release but
# without the tests. Install it with: apt-get install ./build/package/tilewright_*.deb
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/setup.sh --package
cmake --preset release -B build/packaging -DTILEWRIGHT_TESTS=OFF > /dev/null
cmake --build build/packaging --parallel "$(nproc)" >&2
rm -rf build/package
cpack --config build/packaging/CPackConfig.cmake -B build/package > /dev/null
rm -rf build/package/_CPack_Packages
ls build/package/*.deb
