#!/bin/sh
# Makes .venv from the hashed lock: `scripts/setup.sh base` for the product, `dev` for its tests and tools as well.
# A second run finds its stamp and does nothing. uv where it works, else venv and pip.
set -eu
cd "$(dirname "$0")/.."
set_name=${1:-dev}
lock=requirements/$set_name.txt

digest() { cksum <"$1"; }
stamped() { [ -x .venv/bin/python ] && [ "$(cat ".venv/.evenhand-$1" 2>/dev/null)" = "$(digest "requirements/$1.txt")" ]; }

if stamped dev || stamped "$set_name"; then exit 0; fi

# A shim of pyenv is on PATH also when no such Python is installed: only running it tells.
works() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
find_python() {
    for candidate in ${PYTHON:-} python3.13 python3.12 python3.11 python3 /usr/bin/python3; do
        if works "$candidate"; then
            "$candidate" -c 'import sys; print(sys.executable)'
            return
        fi
    done
    echo "Evenhand needs Python 3.11 or newer. Install it, or name it: PYTHON=/path/to/python3 make setup" >&2
    exit 1
}
with_pip() {
    if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
        if ! "$python" -m venv --clear .venv; then
            if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
                scripts/apt.sh python3-venv
                "$python" -m venv --clear .venv
            else
                echo "This Python makes no environments. Run: apt-get install python3-venv" >&2
                exit 1
            fi
        fi
    fi
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
}
with_uv() {
    uv --version >/dev/null 2>&1 || return 1
    if [ ! -x .venv/bin/python ]; then
        uv venv --quiet --no-project --python "$python" .venv || return 1
    fi
    uv pip install --quiet --python .venv/bin/python --require-hashes -r "$lock"
}

python=$(find_python)
if [ -e .venv ] && ! works .venv/bin/python; then rm -rf .venv; fi
echo "Setting up .venv ($set_name) with $("$python" --version)."
with_uv || with_pip
digest "$lock" >".venv/.evenhand-$set_name"
