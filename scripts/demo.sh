#!/usr/bin/env bash
# From a fresh clone to a preset: synthesises a guitar, plays it through a virtual overdrive, trains on the pair,
# renders new playing through the preset and writes the report. Everything lands in the folder demo/.
set -euo pipefail
cd "$(dirname "$0")/.."

bash scripts/setup.sh
bash scripts/build.sh

run() {
  echo
  echo "\$ tonewright $*"
  node training/bin/tonewright.js "$@"
}

mkdir -p demo
run signal --out demo/dry.wav --seconds 120
run signal --kind guitar --out demo/song.wav --seconds 20 --seed 7
run device overdrive --set drive=0.7 --in demo/dry.wav --out demo/wet.wav
run device overdrive --set drive=0.7 --in demo/song.wav --out demo/song-overdrive.wav
run check --input demo/dry.wav --target demo/wet.wav
run train --input demo/dry.wav --target demo/wet.wav --test-input demo/song.wav --test-target demo/song-overdrive.wav \
  --arch lstm:16 --minutes "${DEMO_MINUTES:-1}" --out demo/overdrive.json --report demo/report.html
run render --preset demo/overdrive.json --in demo/song.wav --out demo/song-preset.wav
run eval --preset demo/overdrive.json --input demo/song.wav --target demo/song-overdrive.wav

echo
echo "The preset is demo/overdrive.json, its sound demo/song-preset.wav, its report demo/report.html."
