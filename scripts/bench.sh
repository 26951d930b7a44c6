#!/usr/bin/env bash
# Measures speed and learning and writes test/bench/results.json. Arguments: see test/bench/run.mjs.
set -euo pipefail
cd "$(dirname "$0")/.."

bash scripts/setup.sh >&2
bash scripts/build.sh --tests >&2
bash scripts/build.sh --plugin >&2
cmake --build "${PLUGIN_BUILD:-build/plugin}" --target bench_plugin >&2
node test/bench/run.mjs "$@"
