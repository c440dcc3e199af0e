#!/usr/bin/env bash
# Builds the probe function behind AWS's client for C++ into build/. Does nothing if it is built.
#
# The client has no package of its own. Its sources come with AWS's client for Node.js, which is built on it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

carrier='aws-lambda-ric@4.0.2'
stamp="build/installed-$carrier"
[[ -e $stamp && build/bootstrap -nt main.cpp ]] && exit 0

missing=()
for tool in npm tar xz cmake make g++ curl-config; do
  command -v "$tool" >/dev/null || missing+=("$tool")
done
if ((${#missing[@]} > 0)); then
  echo "cpp: needs ${missing[*]}; on Debian, apt-get install npm xz-utils cmake make g++ libcurl4-openssl-dev" >&2
  exit 1
fi

rm -rf build
mkdir -p build/client
npm pack --silent --pack-destination build "$carrier" >/dev/null
tar xzf build/*.tgz -C build package/deps/aws-lambda-cpp.tar.xz
tar xJf build/package/deps/aws-lambda-cpp.tar.xz --no-same-owner --exclude='._*' -C build/client 2>/dev/null
cmake -S build/client -B build/client/out -DCMAKE_BUILD_TYPE=Release -DCMAKE_INSTALL_PREFIX="$PWD/build/installed" >/dev/null
cmake --build build/client/out --target install >/dev/null

# The function of `lambdaspec init --language cpp`, up to its loop.
sed -e '/^#include <curl/d' -e '/^struct Reply/,$d' ../../suites/probe/templates/probe.cpp >build/function.inc
# shellcheck disable=SC2046 -- the options are several words
g++ -std=c++17 -O2 -Ibuild -Ibuild/installed/include -o build/bootstrap main.cpp \
  $(find build/installed -name 'libaws-lambda-runtime.a') $(curl-config --libs) -pthread
touch "$stamp"
