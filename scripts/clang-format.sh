#!/usr/bin/env bash
# Formats the C++ sources in place; with --check only says what is not formatted, and fails.
set -euo pipefail
cd "$(dirname "$0")/.."

mode=(-i)
[ "${1:-}" = --check ] && mode=(--dry-run --Werror)
git ls-files -z --cached --others --exclude-standard '*.hpp' '*.cpp' '*.h' | xargs -0 -r clang-format "${mode[@]}"
