#!/bin/sh
# Installs Debian packages quietly; shows what apt said only when it fails. For root.
set -eu
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "Installing $*."
if ! apt-get install -y --no-install-recommends "$@" >"$log" 2>&1; then
    if ! { apt-get update && apt-get install -y --no-install-recommends "$@"; } >"$log" 2>&1; then
        cat "$log" >&2
        exit 1
    fi
fi
