#!/usr/bin/env bash
# Installs Deno into build/. Does nothing if it is installed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

deno='deno@2.9.6'
stamp="build/installed-$deno"
[[ -e $stamp ]] && exit 0

if ! command -v npm >/dev/null; then
  echo "deno: cannot install $deno without npm; on Debian, apt-get install npm" >&2
  exit 1
fi

rm -rf build
mkdir build
# The install script of the package puts the program of this platform in place.
echo '{ "private": true, "allowScripts": { "deno": true } }' >build/package.json
npm install --prefix build --no-audit --no-fund --loglevel=error --save-exact "$deno"
touch "$stamp"
