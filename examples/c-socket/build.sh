#!/usr/bin/env bash
# Compiles the runtime and the probe function into build/bootstrap. Does nothing if they have not changed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

command -v cc >/dev/null || { echo "c-socket: needs a C compiler; on Debian, apt-get install gcc libc6-dev" >&2; exit 1; }
[[ -e build/bootstrap && -z $(find . -maxdepth 1 -name '*.[ch]' -newer build/bootstrap) ]] && exit 0

mkdir -p build
cc -std=gnu11 -O2 -Wall -Wextra -o build/bootstrap runtime.c buffer.c probe.c
