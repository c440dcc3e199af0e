#!/usr/bin/env bash
# Nothing is built; checks that Ruby is installed.
set -euo pipefail

if ! command -v ruby >/dev/null; then
  echo "ruby: the runtime needs Ruby; on Debian, apt-get install ruby" >&2
  exit 1
fi
