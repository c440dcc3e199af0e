#!/usr/bin/env bash
# Builds the probe function behind AWS's client for Go into build/. Does nothing if it is built.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

client='github.com/aws/aws-lambda-go@v1.55.1'
stamp="build/installed-${client##*/}"
[[ -e $stamp ]] && exit 0
command -v go >/dev/null || { echo "go: needs go 1.26 or later; on Debian, apt-get install golang" >&2; exit 1; }

rm -rf build
mkdir build
# The function that `lambdaspec init --language go` writes.
cp ../../suites/probe/templates/go/probe.go ../../suites/probe/templates/go/aws/*.go build/
cd build
go mod init probe
go get "$client"
go build -mod=mod -o bootstrap .
cd ..
touch "$stamp"
