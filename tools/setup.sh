#!/bin/sh
# Makes .venv, or FOLDER, with what LOCKFILE pins, and newscrawl itself, editable:  sh tools/setup.sh LOCKFILE [FOLDER]
# Stands in the project's folder. UV and PYTHON (environment) name other programs than those found on PATH.
set -eu

lockfile=$1
venv=${2:-.venv}
uv=${UV:-uv}

say() { printf '%s\n' "$*" >&2; }

# A name on PATH may be a shim with nothing behind it, so each candidate is asked.
new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }
has_pip() { "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; }

find_python() {
    without_pip=
    for candidate in ${PYTHON:+"$PYTHON"} python3.13 python3.12 python3.11 python3.14 python3; do
        new_enough "$candidate" || continue
        if has_pip "$candidate"; then
            printf '%s\n' "$candidate"
            return
        fi
        without_pip=$candidate
    done
    if [ -n "$without_pip" ]; then
        say "newscrawl: $without_pip cannot make a virtual environment (ensurepip is missing);" \
            "on Debian or Ubuntu: apt-get install python3-venv"
    else
        say "newscrawl: needs Python 3.11 or newer; found none on PATH. Name one with: make PYTHON=/path/to/python3"
    fi
    return 1
}

# An environment of another place or of a Python that is gone is made anew.
usable() {
    [ -x "$venv/bin/python" ] && new_enough "$venv/bin/python" && [ "$(cat "$venv/place" 2>/dev/null)" = "$PWD" ]
}

if "$uv" --version >/dev/null 2>&1; then
    say "newscrawl: setting up $venv with uv from $lockfile"
    usable || "$uv" venv --quiet --clear --python "${PYTHON:->=3.11}" "$venv"
    VIRTUAL_ENV=$PWD/$venv
    export VIRTUAL_ENV
    "$uv" pip install --quiet --compile-bytecode --require-hashes --requirements "$lockfile"
    "$uv" pip install --quiet --compile-bytecode --no-deps --editable .
else
    say "newscrawl: setting up $venv with venv and pip from $lockfile; this takes a minute or two"
    if ! usable; then
        python=$(find_python)
        "$python" -m venv --clear "$venv"
    fi
    # One made by uv has no pip yet.
    "$venv/bin/python" -m pip --version >/dev/null 2>&1 || "$venv/bin/python" -m ensurepip >/dev/null
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --requirement "$lockfile"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --editable .
fi
printf '%s\n' "$PWD" >"$venv/place"
