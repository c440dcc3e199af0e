#!/usr/bin/env bash
# Installs AWS's client for Node.js, and the Node that it runs on, into build/. Does nothing if they are installed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

client='aws-lambda-ric@4.0.2' node='node@26.10.0'
stamp="build/installed-$client-$node"
[[ -e $stamp ]] && exit 0

# Installation compiles the native part of the package (libcurl and aws-lambda-cpp, both included).
missing=()
for tool in g++ make cmake python3 xz; do
  command -v "$tool" >/dev/null || missing+=("$tool")
done
if ((${#missing[@]} > 0)); then
  echo "node-ric: cannot compile the native part of aws-lambda-ric without: ${missing[*]}" >&2
  echo "node-ric: on Debian, apt-get install g++ make cmake python3 xz-utils" >&2
  exit 1
fi

rm -rf build
mkdir build
# Both packages need their install scripts, which npm will soon run only if they are allowed.
echo '{ "private": true, "allowScripts": { "aws-lambda-ric": true, "node": true } }' >build/package.json
npm install --prefix build --no-audit --no-fund --loglevel=error --save-exact "$client" "$node"
touch "$stamp"
