#!/usr/bin/env bash
# Trains the presets that come with the plugin, about a minute each. Arguments: names of scripts/factory.json to make
# only those.
set -euo pipefail
cd "$(dirname "$0")/.."

bash scripts/setup.sh
bash scripts/build.sh
node scripts/factory.mjs "$@"
