#!/usr/bin/env bash
# Builds the probe function behind AWS's client for Rust into build/. Does nothing if it is built.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

release='1.5.0'
stamp="build/installed-lambda_runtime-$release"
[[ -e $stamp ]] && exit 0
command -v cargo >/dev/null || { echo "rust: needs cargo; on Debian, apt-get install cargo" >&2; exit 1; }

rm -rf build
mkdir -p build/src
# The function that `lambdaspec init --language rust` writes, with the client of just this release.
templates=../../suites/probe/templates/rust
cp "$templates/probe.rs" "$templates"/aws/*.rs build/src/
sed "s/^lambda_runtime = { version = \"[^\"]*\"/lambda_runtime = { version = \"=$release\"/" "$templates/aws/Cargo.toml" >build/Cargo.toml
cargo build --quiet --release --manifest-path build/Cargo.toml --target-dir build/target
cp build/target/release/bootstrap build/bootstrap
touch "$stamp"
