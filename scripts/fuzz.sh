#!/usr/bin/env bash
# Fuzzes the preset readers: C++ under libFuzzer and the sanitizers, then TypeScript with the C++ verdict beside it.
# FUZZ_SECONDS (120) is the time for each of the two.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${FUZZ_SECONDS:-120}
build=build/fuzz

cmake -S native -B "$build" -DCMAKE_CXX_COMPILER=clang++ -DTONEWRIGHT_FUZZ=ON -DTONEWRIGHT_TESTS=OFF >/dev/null
cmake --build "$build" --target fuzz_preset_reader preset_verdict --parallel 2
npx tsc -b presets

mkdir -p "$build/corpus"
"$build/preset/fuzz_preset_reader" -max_total_time="$seconds" -max_len=65536 -timeout=10 -rss_limit_mb=1024 \
  -dict=test/fuzz/preset.dict -artifact_prefix="$build/" -print_final_stats=1 "$build/corpus" test/parity/presets
node test/fuzz/presetReader.fuzz.mjs "$seconds" "$(date +%s)" "$build/preset/preset_verdict"
