# Sourced by the commands beside it: sets Casthouse up and ends what a command started.
#
# After `source` the working folder is the checkout and `$root` its path. Nothing here asks a question, and
# nothing is downloaded when what is needed is there already.
# shellcheck shell=bash

set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
cd "$root"
python="$root/.venv/bin/python"
scratch=""  # a temporary folder that goes when the command ends
running=""  # the process group that `start` started
kept=""     # one more, which outlives the next: a server behind the command that uses it

say() { printf -- '-- %s\n' "$*" >&2; }

fail() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

# Installs packages of Debian; whoever may not is told what to install.
debian_packages() {
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || fail "please install, as root: apt-get install $*"
    as_root=(sudo -n)
  fi
  command -v apt-get >/dev/null || fail "please install what Debian calls: $*"
  say "installing from Debian: $*"
  local quiet=(env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1)  # runlevel 1: no service is started
  local log
  log="$(mktemp)"
  # A source that cannot be reached is no obstacle as long as another one has the packages.
  "${as_root[@]}" "${quiet[@]}" apt-get update -qq </dev/null >"$log" 2>&1 || true
  if ! "${as_root[@]}" "${quiet[@]}" apt-get install -y -qq --no-install-recommends "$@" </dev/null >>"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    fail "apt-get could not install: $*"
  fi
  rm -f "$log"
}

# Prints a Python of 3.11 or newer that can make virtual environments, or fails.
usable_python() {
  local candidate
  for candidate in ${CASTHOUSE_PYTHON:+"$CASTHOUSE_PYTHON"} python3 python3.13 python3.12 python3.11; do
    if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$candidate"
      return 0
    fi
  done
  return 1
}

# What the environment was made from; when it changes, the environment is made anew.
fingerprint() {
  { "$python" -VV && cat pyproject.toml constraints.txt; } | sha256sum | cut -d ' ' -f 1
}

make_venv() {
  local found
  if ! found="$(usable_python)"; then
    debian_packages python3 python3-venv
    found="$(usable_python)" || fail "Python 3.11 or newer is needed; name one with CASTHOUSE_PYTHON=/path/to/python3"
  fi
  say "making .venv with $("$found" -V)"
  "$found" -m venv --clear .venv
  printf '%s\n' "$root" >.venv/.checkout
}

# A virtual environment is bound to its folder: one that came along with a moved checkout is of no use.
venv_is_usable() {
  [ -x "$python" ] && "$python" -m pip --version >/dev/null 2>&1 &&
    { [ ! -e .venv/.checkout ] || [ "$(cat .venv/.checkout)" = "$root" ]; }
}

# prepare_environment run|dev: .venv with Casthouse in it, `dev` also with what the tests and checks need.
prepare_environment() {
  local kind="$1" target="." lock
  [ "$kind" = dev ] && target=".[dev]"
  exec {lock}<pyproject.toml
  flock "$lock"  # two commands at once: the second waits for the first
  venv_is_usable || make_venv
  if [ "$(cat ".venv/.made-for-$kind" 2>/dev/null)" != "$(fingerprint)" ]; then
    say "installing the pinned packages into .venv"
    supervise "$python" -m pip install --quiet --disable-pip-version-check --no-input \
      -c constraints.txt -e "$target" >&2 || fail "pip could not install the packages"
    printf '%s\n' "$root" >.venv/.checkout
    fingerprint >.venv/.made-for-run
    [ "$kind" = run ] || cp .venv/.made-for-run ".venv/.made-for-$kind"
  fi
  exec {lock}<&-
}

# Starts a command in a process group of its own, with no standard input; its pid is then in `$running`.
start() {
  set -m
  "$@" </dev/null &
  running=$!
  set +m
}

# Runs a command to its end. Unlike a plain call it lets a signal through at once, and ends the command with us.
supervise() {
  local status=0
  start "$@"
  wait "$running" || status=$?
  running=""
  return "$status"
}

# Ends what `start` started, first politely with the signal named, and waits until it is gone.
stop() {
  local signal="${1:-TERM}" pid="$running" tenths=0
  [ -n "$pid" ] || return 0
  kill -s "$signal" -- "-$pid" 2>/dev/null || true
  while kill -0 -- "-$pid" 2>/dev/null && [ "$tenths" -lt 300 ]; do
    sleep 0.1
    tenths=$((tenths + 1))
  done
  kill -s KILL -- "-$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
  running=""
}

# Lets what was started last run on until we end.
keep_running() {
  kept="$running"
  running=""
}

make_scratch() {
  scratch="$(mktemp -d "${TMPDIR:-/tmp}/casthouse.XXXXXX")"
}

clean_up() {
  local status=$?
  trap '' INT TERM HUP
  stop INT
  running="$kept"
  stop INT
  [ -z "$scratch" ] || rm -rf -- "$scratch"
  exit "$status"
}
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

spare_port() {
  "$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
