#!/usr/bin/env bash
# Maps every distinct layer of a network with CoSA and prints what each costs, and the network's
# totals. Results stay in build/demo/ARCH/NETWORK, a folder for each layer.
# usage: demo.sh [NETWORK] [ARCH]     default: demo.sh resnet50 simba
#   NETWORK  a folder of specs/networks      ARCH  a file of specs/architectures, without .yaml
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
  sed -n '2,5s/^# //p' scripts/demo.sh
  echo "networks: $(cd specs/networks && echo *)"
  echo "architectures: $(cd specs/architectures && printf '%s ' *.yaml | sed 's/\.yaml//g')"
}
fail() {
  echo "demo.sh: $1" >&2
  usage >&2
  exit 2
}

case "${1:-}" in -h | --help) usage; exit 0 ;; esac
(($# <= 2)) || fail "too many arguments"
network=${1:-resnet50}
architecture=${2:-simba}
network_folder=specs/networks/$network
architecture_file=specs/architectures/$architecture.yaml
constraints_file=specs/constraints/${architecture%%_*}_bypass.yaml
[[ -d $network_folder ]] || fail "no network '$network'"
[[ -f $architecture_file ]] || fail "no architecture '$architecture'"

scripts/build.sh release tilewright-mapper >&2

results=build/demo/$architecture/$network
rm -rf "$results"
mkdir -p "$results"

# A layer without a mapping shows in the table; only a run without a table has failed.
build/release/bin/tilewright-mapper "$architecture_file" "$constraints_file" --mapper cosa \
  --network "$network_folder" -o "$results" || [[ -f $results/network.txt ]]
