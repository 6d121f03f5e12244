#!/bin/sh
# One environment in .venv, made once and remade only when the lock file changes; then what was asked for.
#   ./bootstrap.sh quickstart [options]   set up, then run `arclock quickstart`
#   ./bootstrap.sh test [options]         set up, then run the tests
#   ./bootstrap.sh setup                  set up only
#   ./bootstrap.sh spec                   set up, then write docs/spec anew from the definition
set -eu
cd "$(dirname "$0")"

fail() { printf 'bootstrap: %s\n' "$1" >&2; exit 2; }

find_python() {
    for name in "${PYTHON:-}" python3 python3.13 python3.12 python3.11; do
        [ -n "$name" ] || continue
        command -v "$name" >/dev/null 2>&1 || continue
        "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$name"; return; }
    done
    fail "Python 3.11 or newer was not found. On Debian: apt-get install python3 python3-venv"
}

make_venv() {
    rm -rf .venv
    "$1" -m venv .venv >/dev/null 2>&1 && return
    # Debian ships Python without ensurepip; the package that brings it can be had only by root.
    rm -rf .venv
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 ||
        fail "$1 cannot make an environment. On Debian: sudo apt-get install python3-venv, then run this again"
    echo "bootstrap: installing python3-venv" >&2
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv; } >/dev/null 2>&1 ||
        fail "apt-get install python3-venv failed; run it by hand to see why"
    "$1" -m venv .venv || fail "$1 -m venv .venv failed"
}

setup() {
    stamp=.venv/arclock-lock.txt
    wanted=$(cat requirements.lock pyproject.toml | cksum; pwd)
    [ -x .venv/bin/arclock ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && return
    echo "bootstrap: setting up .venv (one to three minutes, once)" >&2
    make_venv "$(find_python)"
    .venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock ||
        fail "the locked packages could not be installed; is a package index reachable?"
    .venv/bin/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e . ||
        fail "arclock itself could not be installed into .venv"
    printf '%s' "$wanted" > "$stamp"
}

run_tests() {
    [ $# -eq 0 ] || exec .venv/bin/python -m pytest "$@"
    .venv/bin/python -m pytest -n auto -m "not realtime"
    # One at a time: a timing case that has to share its core proves nothing.
    .venv/bin/python -m pytest -m realtime
}

write_spec() {
    .venv/bin/arclock spec render
    .venv/bin/python -m tests.evidence
}

[ $# -gt 0 ] || set -- help
verb=$1
shift
case $verb in
    quickstart) setup; exec .venv/bin/arclock quickstart "$@" ;;
    test) setup; run_tests "$@" ;;
    setup) setup ;;
    spec) setup; write_spec ;;
    *) sed -n '3,6s/^# *//p' "$0"; exit 2 ;;
esac
