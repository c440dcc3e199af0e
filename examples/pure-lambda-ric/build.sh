#!/usr/bin/env bash
# Installs pure-lambda-ric into a virtual environment in build/. Does nothing if it is installed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

client='pure-lambda-ric==1.0.1'
stamp="build/installed-$client"
[[ -e $stamp ]] && exit 0

rm -rf build
if ! python3 -m venv build; then
  echo "pure-lambda-ric: cannot create a virtual environment; on Debian, apt-get install python3-venv" >&2
  exit 1
fi
build/bin/python -m pip install --quiet --disable-pip-version-check "$client"
touch "$stamp"
