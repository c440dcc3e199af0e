#!/usr/bin/env bash
# Nothing is built; checks that PHP and its curl are installed.
set -euo pipefail

if ! command -v php >/dev/null || ! php -m | grep -qx curl; then
  echo "php: the runtime needs PHP with curl; on Debian, apt-get install php-cli php-curl" >&2
  exit 1
fi
