#!/usr/bin/env bash
# There is nothing to build; says so when a tool that the runtime needs is missing.
set -euo pipefail

for tool in curl grep tr cut mktemp; do
  command -v "$tool" >/dev/null || { echo "bash: the runtime needs $tool" >&2; exit 1; }
done
