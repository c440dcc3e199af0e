#!/usr/bin/env bash
# Installs Micronaut's custom runtime into build/ and compiles the probe function against it. Does nothing if both are there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

stamp='build/installed-micronaut-function-aws-custom-runtime-4.11.0'
[[ -e $stamp ]] && exit 0

for tool in mvn javac jar; do
  command -v "$tool" >/dev/null || { echo "micronaut: needs $tool; on Debian, apt-get install maven default-jdk-headless" >&2; exit 1; }
done

rm -rf build
mvn -q -B dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=build/lib
mvn -q -B dependency:copy-dependencies -DincludeScope=compile -DoutputDirectory=build/compile
# The introspection of a function, written by an annotation processor on the same path, needs a package.
mkdir build/source
for file in ../../suites/probe/templates/java/*.java; do
  (echo 'package probe;' && cat "$file") >"build/source/${file##*/}"
done
javac --release 17 -cp 'build/compile/*' -d build/classes MicronautHandler.java MicronautMain.java build/source/*.java
# Classes are recorded from archives only.
mkdir build/function
jar --create --file build/function/function.jar -C build/classes .
rm -r build/compile build/source build/classes
CLASSES="-XX:ArchiveClassesAtExit=$PWD/build/classes.jsa" java ../RecordClasses.java ./bootstrap
touch "$stamp"
