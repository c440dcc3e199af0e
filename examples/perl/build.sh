#!/usr/bin/env bash
# Nothing is built; checks that Perl and its core modules are installed.
set -euo pipefail

if ! perl -MHTTP::Tiny -MJSON::PP -MEncode -e 1 2>/dev/null; then
  echo "perl: the runtime needs Perl with its core modules; on Debian, apt-get install perl" >&2
  exit 1
fi
