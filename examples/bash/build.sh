#!/usr/bin/env bash
# Nothing is built; checks that the tools which the runtime needs are installed.
set -euo pipefail

for tool in curl grep tr cut mktemp; do
  command -v "$tool" >/dev/null || { echo "bash: the runtime needs $tool" >&2; exit 1; }
done
