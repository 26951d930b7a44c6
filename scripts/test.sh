#!/usr/bin/env bash
# Sets up, builds and runs every suite. Arguments go to vitest (a file name, -t 'a test').
set -euo pipefail
cd "$(dirname "$0")/.."

bash scripts/setup.sh
bash scripts/build.sh --tests
bash scripts/build.sh --plugin
npm run --silent lint
ctest --test-dir native/addon/build --output-on-failure
ctest --test-dir "${PLUGIN_BUILD:-build/plugin}" --output-on-failure
ctest --test-dir build/firmware/host --output-on-failure
npx vitest run "$@"
[ -n "${LIBDAISY_DIR:-}" ] ||
  echo "The Daisy Seed was left out: LIBDAISY_DIR, a checkout of libDaisy, builds its image too."
[ -n "${RTNEURAL_DIR:-}" ] || echo "RTNeural was left out: RTNEURAL_DIR, a checkout of it, builds and tests it too."
