#!/usr/bin/env bash
# Installs Spring Cloud Function's custom runtime into build/ and compiles the probe function against it. Does nothing if both are there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

stamp='build/installed-spring-cloud-function-adapter-aws-5.0.5'
[[ -e $stamp ]] && exit 0

for tool in mvn javac jar; do
  command -v "$tool" >/dev/null || { echo "spring: needs $tool; on Debian, apt-get install maven default-jdk-headless" >&2; exit 1; }
done

rm -rf build
mvn -q -B dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=build/lib
# Spring scans no default package.
mkdir build/source
for file in ../../suites/probe/templates/java/*.java; do
  (echo 'package probe;' && cat "$file") >"build/source/${file##*/}"
done
javac --release 17 -cp 'build/lib/*' -d build/classes SpringProbe.java build/source/*.java
# Classes are recorded from archives only.
mkdir build/function
jar --create --file build/function/function.jar -C build/classes .
rm -r build/source build/classes
CLASSES="-XX:ArchiveClassesAtExit=$PWD/build/classes.jsa" java ../RecordClasses.java ./bootstrap
touch "$stamp"
