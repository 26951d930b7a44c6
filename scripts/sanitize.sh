#!/usr/bin/env bash
# Builds the plugin's tests, JUCE too, with the sanitizers and runs them: with the thread sanitizer, then with the address
# and undefined-behaviour sanitizers; `thread` or `address` as an argument: only that one. The first build takes minutes.
# STRESS_ROUNDS (60) and PRESET_SWITCHES (1000): see test/plugin/stress.
set -euo pipefail
cd "$(dirname "$0")/.."

export STRESS_ROUNDS=${STRESS_ROUNDS:-60} PRESET_SWITCHES=${PRESET_SWITCHES:-1000}
export CCACHE_BASEDIR=${CCACHE_BASEDIR:-$PWD} CCACHE_SLOPPINESS=time_macros
unset DISPLAY WAYLAND_DISPLAY
launcher=$(command -v ccache || true)
npm run --silent build -w ui # the page that the plugin packs

for sanitizer in ${@:-thread address}; do
  case $sanitizer in
    thread) flags=-fsanitize=thread ;;
    address) flags=-fsanitize=address,undefined ;;
    *) echo "error: expected thread or address, found '$sanitizer'" >&2; exit 1 ;;
  esac
  build=build/plugin-$sanitizer
  # No build type: JUCE's own says -O3.
  cmake -S plugin -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=None -DTONEWRIGHT_SANITIZE="$sanitizer" \
    -DCMAKE_CXX_FLAGS="-O1 -g -fno-omit-frame-pointer $flags" \
    -DCMAKE_C_COMPILER_LAUNCHER="$launcher" -DCMAKE_CXX_COMPILER_LAUNCHER="$launcher" >/dev/null
  cmake --build "$build" --parallel "${BUILD_JOBS:-$(nproc)}" --target plugin_tests
  ctest --test-dir "$build" --output-on-failure --verbose
done
