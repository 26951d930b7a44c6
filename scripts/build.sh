#!/usr/bin/env bash
# Builds the TypeScript packages and the native addon; with --tests the C++ tests and benchmarks too. RTNEURAL_DIR, a
# checkout of RTNeural, builds it in as a second inference back end.
set -euo pipefail
cd "$(dirname "$0")/.."

tests=OFF
[ "${1:-}" = --tests ] && tests=ON
rtneural=${RTNEURAL_DIR:+$(realpath -m "$RTNEURAL_DIR")}

npx tsc -b

cd native/addon
for step in configure build; do
  npx cmake-js $step --log-level warn --generator Ninja \
    --CDTONEWRIGHT_TESTS=$tests --CDRTNEURAL_DIR="$rtneural" \
    --CDCMAKE_CXX_COMPILER_LAUNCHER="$(command -v ccache || true)" >build.log 2>&1 ||
    { tail -n 60 build.log >&2; exit 1; }
done
