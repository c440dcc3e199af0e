#!/usr/bin/env bash
# Builds Quarkus' custom runtime and the probe function into build/. Does nothing if it is there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

stamp='build/installed-quarkus-amazon-lambda-3.34.2'
[[ -e $stamp ]] && exit 0

for tool in mvn javac; do
  command -v "$tool" >/dev/null || { echo "quarkus: needs $tool; on Debian, apt-get install maven default-jdk-headless" >&2; exit 1; }
done

rm -rf build
source=build/project/src/main/java/probe
mkdir -p "$source" build/function
cp pom.xml build/project
cp Quarkus*.java "$source"
# Quarkus finds beans in packages only.
for file in ../../suites/probe/templates/java/*.java; do
  (echo 'package probe;' && cat "$file") >"$source/${file##*/}"
done
mvn -q -B -f build/project/pom.xml package
mv build/project/target/quarkus-0.0.0-runner.jar build/function/function.jar
mv build/project/target/lib build/lib
rm -r build/project
CLASSES="-XX:ArchiveClassesAtExit=$PWD/build/classes.jsa" java ../RecordClasses.java ./bootstrap
touch "$stamp"
