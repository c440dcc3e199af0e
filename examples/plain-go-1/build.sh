#!/usr/bin/env bash
# Compiles step 1 of the plain Go runtime with the probe function into build/bootstrap. Does nothing if no source has changed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

sources=(*.go ../../suites/probe/templates/go/probe.go)
[[ -e build/bootstrap && -z $(find "${sources[@]}" -newer build/bootstrap) ]] && exit 0
command -v go >/dev/null || { echo "plain-go-1: needs go 1.24 or later; on Debian, apt-get install golang" >&2; exit 1; }

rm -rf build
mkdir build
cp "${sources[@]}" ../../suites/probe/templates/go/own/go.mod build/
cd build
go build -o bootstrap .
