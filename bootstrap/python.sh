#!/bin/sh
# Installs the project into .venv: what changed since the last time, and nothing when nothing did.
#   bootstrap/python.sh ""      what Wangge needs
#   bootstrap/python.sh dev     that, and what tests and lint need
#   bootstrap/python.sh bench   those, and the peers that the benches compare with
set -eu

ROOM_MB=2500

say() { printf 'wangge: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

here=$(pwd -P)
python=.venv/bin/python
if ! [ -x $python ] || [ "$($python -c 'import sys; print(sys.prefix)' 2>/dev/null)" != "$here/.venv" ]; then
    base=$(bootstrap/find_python.sh) || fail "Python 3.11 or newer with venv is missing."
    free=$(df -Pm . | awk 'NR == 2 {print $4}')
    [ "$free" -ge "$ROOM_MB" ] ||
        fail "The disk of $here has $free MB left, the packages need $ROOM_MB MB: free some room and run make again."
    rm -rf .venv
    "$base" -m venv .venv || fail "$base cannot make $here/.venv."
fi

installed() { [ -e ".venv/.installed-$1" ] && [ "$(cat ".venv/.installed-$1")" = "$digest" ]; }

digest=$({ cat pyproject.toml; $python -V; } | sha256sum | cut -d ' ' -f 1)
for level in "$1" dev bench; do
    # what was installed with more holds the less as well
    if installed "${level:-program}"; then
        exec $python console/web/bundle.py
    fi
    [ "$1" != bench ] || break
done

case $1 in
    "") what=. ;;
    dev) what='.[dev]' ;;
    bench) what='.[dev,bench]' ;;
    *) fail "There is no level $1." ;;
esac
say "installing Python packages into .venv …"
$python -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --editable "$what" ||
    fail "pip could not install them: see above, and run make again."
echo "$digest" >".venv/.installed-${1:-program}"
