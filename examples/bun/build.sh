#!/usr/bin/env bash
# Installs Bun into build/. Does nothing if it is installed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

bun='bun@1.4.5'
stamp="build/installed-$bun"
[[ -e $stamp ]] && exit 0

if ! command -v npm >/dev/null; then
  echo "bun: cannot install $bun without npm; on Debian, apt-get install npm" >&2
  exit 1
fi

rm -rf build
mkdir build
# The install script of the package puts the program of this platform in place.
echo '{ "private": true, "allowScripts": { "bun": true } }' >build/package.json
npm install --prefix build --no-audit --no-fund --loglevel=error --save-exact "$bun"
touch "$stamp"
