#!/usr/bin/env bash
# Installs AWS's client for Python into a virtual environment in build/. Does nothing if it is installed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

client='awslambdaric==4.2.2'
stamp="build/installed-$client"
[[ -e $stamp ]] && exit 0

rm -rf build
if ! python3 -m venv build; then
  echo "python-ric: cannot create a virtual environment; on Debian, apt-get install python3-venv" >&2
  exit 1
fi
if ! build/bin/python -m pip install --quiet --disable-pip-version-check "$client"; then
  echo "python-ric: cannot install $client. Where there is no wheel for this platform, its native part is" >&2
  echo "python-ric: compiled; on Debian, apt-get install g++ make cmake autoconf automake libtool python3-dev" >&2
  exit 1
fi
touch "$stamp"
