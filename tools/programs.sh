#!/bin/sh
# Installs the programs that tests run beside newscrawl, where they are missing:  sh tools/programs.sh PROGRAM...
# A program's Debian package is called as it is. Where this can't install (no Debian, not root, no mirror), it says what
# is missing and leaves with 0: those tests are skipped, or fail where CI is set.
set -u

say() { printf '%s\n' "newscrawl: $*" >&2; }

missing=
for program in "$@"; do
    command -v "$program" >/dev/null 2>&1 || missing="$missing $program"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    say "installing$missing, which tests use"
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086 # words, on purpose
    { apt-get -qq update && apt-get -qq install --yes --no-install-recommends $missing; } >/dev/null 2>&1 && exit 0
    say "apt-get could not install them"
fi
say "missing, and some tests need it:$missing"
