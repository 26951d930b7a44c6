#!/usr/bin/env bash
# Builds the TypeScript packages, the engine for browsers, the pages of the ui and the native addon; with --tests the
# C++ tests and benchmarks too, and the pedal for this computer and for QEMU. With --plugin builds the plugin with its
# page instead, and its tests, into build/plugin (PLUGIN_BUILD); further arguments go to CMake.
# RTNEURAL_DIR, a checkout of RTNeural, builds it in as a second inference back end; JUCE_DIR names another JUCE.
set -euo pipefail
cd "$(dirname "$0")/.."

export CCACHE_BASEDIR=${CCACHE_BASEDIR:-$PWD} CCACHE_SLOPPINESS=time_macros # JUCE says when it was compiled
rtneural=${RTNEURAL_DIR:+$(realpath -m "$RTNEURAL_DIR")}
compilers=(-DCMAKE_C_COMPILER_LAUNCHER="$(command -v ccache || true)"
  -DCMAKE_CXX_COMPILER_LAUNCHER="$(command -v ccache || true)")

npx tsc -b
[ -f build/wasm/build.ninja ] || emcmake cmake -S native/wasm -B build/wasm -G Ninja >/dev/null
cmake --build build/wasm >/dev/null
[ -f ui/generated/loop.wav ] ||
  node training/bin/tonewright.js signal --kind guitar --seconds 6 --seed 5 --out ui/generated/loop.wav --bit-depth 16 >/dev/null
npm run --silent build -w ui

if [ "${1:-}" = --plugin ]; then
  shift
  build=${PLUGIN_BUILD:-build/plugin}
  cmake -S plugin -B "$build" -G Ninja "${compilers[@]}" -DRTNEURAL_DIR="$rtneural" \
    ${JUCE_DIR:+-DJUCE_DIR="$(realpath -m "$JUCE_DIR")"} "$@" >/dev/null
  exec cmake --build "$build" --parallel "${BUILD_JOBS:-$(nproc)}"
fi

tests=OFF
[ "${1:-}" = --tests ] && tests=ON

if [ $tests = ON ]; then
  for board in host mps2-an500; do
    cmake -S firmware -B build/firmware/$board -G Ninja -DFIRMWARE_BOARD=$board -DFIRMWARE_TESTS=ON \
      "${compilers[@]}" >/dev/null
    cmake --build build/firmware/$board --parallel "${BUILD_JOBS:-$(nproc)}" >/dev/null
  done
fi

cd native/addon
for step in configure build; do
  npx cmake-js $step --log-level warn --generator Ninja \
    --CDTONEWRIGHT_TESTS=$tests --CDRTNEURAL_DIR="$rtneural" \
    --CDCMAKE_CXX_COMPILER_LAUNCHER="$(command -v ccache || true)" >build.log 2>&1 ||
    { tail -n 60 build.log >&2; exit 1; }
done
