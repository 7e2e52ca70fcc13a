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
layers_file=specs/networks/$network/layers.yaml
architecture_file=specs/architectures/$architecture.yaml
constraints_file=specs/constraints/${architecture%_tree}_bypass.yaml
[[ -f $layers_file ]] || fail "no network '$network'"
[[ -f $architecture_file ]] || fail "no architecture '$architecture'"

scripts/build.sh release tilewright-model tilewright-mapper >&2

export results=build/demo/$architecture/$network
rm -rf "$results"
mkdir -p "$results"

# One layer: the mapper's files, its JSON in result.json, its messages in messages.txt and its exit
# status in status.
map_layer() {
  local layer=$1 status=0
  shift
  mkdir "$results/$layer"
  build/release/bin/tilewright-mapper "$@" --mapper cosa --json -o "$results/$layer" \
    > "$results/$layer/result.json" 2> "$results/$layer/messages.txt" || status=$?
  echo "$status" > "$results/$layer/status"
  if [[ -t 2 ]]; then echo "mapped $layer" >&2; fi
}
export -f map_layer

sed -n 's/^- *\([^ #]*\).*/\1/p' "$layers_file" | awk '!seen[$0]++' |
  xargs -P "$(nproc)" -I '{}' bash -c 'set -euo pipefail; map_layer "$@"' map_layer '{}' \
    "$architecture_file" "$constraints_file" "specs/networks/$network/{}.yaml"

python3 scripts/demo_table.py "$layers_file" "$results" | tee "$results/table.txt"
