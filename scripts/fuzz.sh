#!/usr/bin/env bash
# Builds the fuzz targets with Clang and runs one after the other; ends at the first fault, whose
# input then lies in build/fuzz/faults.
# usage: fuzz.sh [SECONDS [TARGET...]]     default: fuzz.sh 600 fuzz_yaml fuzz_cfg
# What was found interesting stays in build/fuzz/corpus for the next run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

seconds=${1:-600}
targets=("${@:2}")
((${#targets[@]})) || targets=(fuzz_yaml fuzz_cfg)

scripts/setup.sh --fuzz
cmake --preset fuzz > /dev/null
cmake --build --preset fuzz --parallel "$(nproc)"

# The inputs of the tests and what users start from, in both languages, and the broken inputs.
seeds=build/fuzz/seeds
rm -rf "$seeds"
mkdir -p "$seeds"/fuzz_{yaml,cfg} build/fuzz/{faults,corpus/fuzz_yaml,corpus/fuzz_cfg}
for file in specs/{architectures,constraints,examples}/*.yaml test/golden/*/*/case.yaml; do
  name=${file//\//_}
  cp "$file" "$seeds/fuzz_yaml/$name"
  build/fuzz/bin/tilewright-model --convert cfg "$file" > "$seeds/fuzz_cfg/$name"
done
cp test/cli/broken/*.yaml "$seeds/fuzz_yaml"
cp test/cli/broken/*.cfg "$seeds/fuzz_cfg"
awk -v seeds="$seeds" '
  FNR == 1 { language = "yaml" }
  $1 == "file" { language = $2 ~ /[.]cfg$/ ? "cfg" : "yaml" }
  $1 == "case" { seed = seeds "/fuzz_" language "/" $2 }
  /^\| / { print substr($0, 3) > seed; if (seed != last) { close(last); last = seed } }
' test/cli/broken/*.txt

for target in "${targets[@]}"; do
  echo "$target: $seconds seconds" >&2
  build/fuzz/bin/"$target" -max_total_time="$seconds" -max_len=16384 -timeout=10 -rss_limit_mb=2048 \
    -dict=test/fuzz/words.dict -artifact_prefix=build/fuzz/faults/ -print_final_stats=1 \
    "build/fuzz/corpus/$target" "$seeds/$target"
done
