#!/usr/bin/env bash
# Installs the Debian packages that Tilewright is built with; does nothing when they are there.
# usage: setup.sh [--lint | --fuzz | --package | --browser]
#   also what scripts/lint.sh, fuzz.sh or package.sh needs; --browser: Chromium, in which
#   scripts/test.sh looks at the report, and which scripts/report --screenshots needs
set -euo pipefail

packages=(
  g++ cmake ninja-build pkg-config
  libyaml-cpp-dev libconfig++-dev libfmt-dev nlohmann-json3-dev libboost-program-options-dev coinor-libcbc-dev zlib1g-dev
  libgtest-dev libgmock-dev libbenchmark-dev
)
command -v python3 > /dev/null || packages+=(python3)
case "${1:-}" in
  '') ;;
  --lint) packages+=(clang-format-14 clang-tidy-14) ;;
  --fuzz) packages+=(clang libclang-rt-14-dev) ;;
  --package) packages+=(dpkg-dev) ;;
  --browser) packages+=(chromium fonts-inter) ;;
  *)
    echo "setup.sh: unknown argument '$1'; usage: setup.sh [--lint | --fuzz | --package | --browser]" >&2
    exit 2
    ;;
esac

if ! command -v dpkg-query > /dev/null || ! command -v apt-get > /dev/null; then
  echo "setup.sh: no Debian system; what is needed (Debian's names): ${packages[*]}" >&2
  exit 0
fi

installed=$(dpkg-query -W -f '${db:Status-Status} ${binary:Package}\n' 2> /dev/null |
  sed -n 's/^installed \([^:]*\).*/\1/p')
missing=()
for package in "${packages[@]}"; do
  grep -qxF "$package" <<< "$installed" || missing+=("$package")
done
((${#missing[@]})) || exit 0

as_root=()
if ((EUID != 0)); then
  if ! command -v sudo > /dev/null; then
    echo "setup.sh: missing packages, and neither root nor sudo to install them." >&2
    echo "Have an administrator run: apt-get install ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi
as_root+=(env DEBIAN_FRONTEND=noninteractive)

echo "Installing: ${missing[*]}" >&2
"${as_root[@]}" apt-get update -qq < /dev/null >&2
"${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" < /dev/null >&2
