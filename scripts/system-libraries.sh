#!/bin/sh
# What no Python wheel brings. `system-libraries.sh pdf`: text layout for the review PDF; `browser`: Chromium and what
# its driver links; `services`: PostgreSQL and Redis for the service tests. Root on Debian or Ubuntu: installs what is
# missing. Anybody else: says the one command to run; the product and the tests then say what they could not do.
set -eu
cd "$(dirname "$0")/.."

library() { .venv/bin/python -c "import ctypes.util, sys; sys.exit(ctypes.util.find_library('$1') is None)"; }
program() { command -v "$1" >/dev/null 2>&1; }

missing=
case "${1:-pdf}" in
pdf)
    library pango-1.0 || missing="$missing libpango-1.0-0"
    library pangoft2-1.0 || missing="$missing libpangoft2-1.0-0"
    library harfbuzz-subset || missing="$missing libharfbuzz-subset0"
    [ -z "$missing" ] || missing="$missing fonts-dejavu-core"
    ;;
browser)
    program chromium || missing=chromium
    library atomic || missing="$missing libatomic1" # the node of the browser's driver links it
    ;;
services)
    program redis-server || missing="$missing redis-server"
    ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || program initdb || missing="$missing postgresql"
    ;;
*)
    echo "usage: system-libraries.sh pdf|browser|services" >&2
    exit 2
    ;;
esac
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    # shellcheck disable=SC2086 -- several packages
    exec scripts/apt.sh $missing
fi
echo "Missing on this machine. Run: sudo apt-get install --no-install-recommends$(printf ' %s' $missing)"
