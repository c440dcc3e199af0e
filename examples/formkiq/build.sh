#!/usr/bin/env bash
# Installs formkiq's runtime into build/ and compiles the probe function against it. Does nothing if both are there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

stamp='build/installed-lambda-runtime-graalvm-2.6.0'
[[ -e $stamp ]] && exit 0

for tool in mvn javac; do
  command -v "$tool" >/dev/null || { echo "formkiq: needs $tool; on Debian, apt-get install maven default-jdk-headless" >&2; exit 1; }
done

rm -rf build
mvn -q -B dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=build/lib
probe=../../suites/probe/templates/java
javac --release 17 -cp 'build/lib/*' -d build/function FormkiqHandler.java "$probe"/*.java
touch "$stamp"
