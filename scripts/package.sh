#!/usr/bin/env bash
# Makes the Debian package build/package/tilewright_VERSION_ARCH.deb of preset release.
# Install it with: apt-get install ./build/package/tilewright_*.deb
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/setup.sh --package
scripts/build.sh release >&2
rm -rf build/package
cpack --config build/release/CPackConfig.cmake -B build/package > /dev/null
rm -rf build/package/_CPack_Packages
ls build/package/*.deb
