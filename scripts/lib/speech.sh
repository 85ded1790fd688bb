# shellcheck shell=sh
# How these scripts talk: progress and mistakes go to stderr, so that stdout stays data. Sourced.

say() { printf 'taskdock: %s\n' "$*" >&2; }

# fail CODE LINE...: each further line is printed indented; exit codes are those of the README.
fail() {
  code=$1
  shift
  say "$1"
  shift
  for line in "$@"; do printf '          %s\n' "$line" >&2; done
  exit "$code"
}

has() { command -v "$1" >/dev/null 2>&1; }

on_debian() { [ -r /etc/debian_version ] && has apt-get; }

# may_install: whether apt can set up what is missing (on Debian, Ubuntu and what descends from them).
may_install() { on_debian && [ "$(id -u)" -eq 0 ]; }

# apt_install PACKAGE...: quietly; what apt said is shown only where it failed.
apt_install() {
  words=$(mktemp)
  if ! { [ -n "${apt_updated:-}" ] || apt-get update; } >"$words" 2>&1 ||
    ! DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" \
      >>"$words" 2>&1 </dev/null; then
    tail -n 20 "$words" >&2
    rm -f "$words"
    return 1
  fi
  apt_updated=yes
  rm -f "$words"
}
