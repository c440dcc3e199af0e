#!/usr/bin/env bash
# Builds the probe function behind one release of one of AWS's clients: build.sh <client> <release> <folder>.
#
# <folder>/bootstrap starts it. Everything comes from the registry of the language, through its own client.
set -euo pipefail
client=$1 release=$2 folder=$3
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
probes="$here/../../suites/probe"
cd "$folder"

case $client in
go)
  cp "$probes/templates/go/probe.go" "$here/clients/go/main.go" .
  go mod init probe
  go get "github.com/aws/aws-lambda-go@v${release#v}"
  go build -mod=mod -o bootstrap .
  ;;
rust)
  mkdir -p src
  cp "$probes/templates/rust/probe.rs" src/
  # Before 0.5 a handler took two arguments. The builder is there since 0.11; it alone leaves out the layers.
  case $release in
  0.[34].*) start=old ;;
  0.[5-9].* | 0.10.*) start=run ;;
  *) start=builder ;;
  esac
  cp "$here/clients/rust/main.rs" src/
  cp "$here/clients/rust/start-$start.rs" src/start.rs
  sed -e "s/^lambda_runtime = .*/lambda_runtime = \"=$release\"/" -e '/^http = /d' "$probes/templates/rust/aws/Cargo.toml" >Cargo.toml
  # The releases share what they compile alike.
  CARGO_TARGET_DIR="${SHARED_TARGET:-$PWD/target}" cargo build --quiet --release
  cp "${SHARED_TARGET:-$PWD/target}/release/bootstrap" .
  ;;
java)
  mkdir probe
  cp "$probes"/templates/java/{Probe,Json}.java "$here/clients/java/Handler.java" probe/
  sed "s|<version>2\..*</version>|<version>$release</version>|" "$probes/templates/java/aws/pom.xml" >pom.xml
  cp "$probes/templates/java/aws/bootstrap" .
  mvn -q -B dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=probe/lib
  javac -encoding UTF-8 --release 17 -cp 'probe/lib/*' -d probe probe/*.java
  ;;
python)
  python3 -m venv client
  client/bin/python -m pip install --quiet --disable-pip-version-check "awslambdaric==$release"
  cp "$probes/probe.py" .
  printf '#!/bin/sh\ncd "$LAMBDA_TASK_ROOT"\nexec %s/client/bin/python -B -m awslambdaric "$_HANDLER"\n' "$PWD" >bootstrap
  chmod +x bootstrap
  ;;
*)
  echo "build.sh: there is no client $client; the clients are go, rust, java, python" >&2
  exit 1
  ;;
esac
