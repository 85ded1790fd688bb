#!/bin/sh
# A container engine that answers.
#
#   engine.sh answers   prints the address of the engine that answers; exit 3 where none does
#   engine.sh ensure    the same, and where none does: installs and starts one (Debian and Ubuntu,
#                       as root), or says what to do and exits 3
#
# Without curl the checks fall back to the docker command line.
set -eu
here=$(dirname "$0")
. "$here/speech.sh"
. "$here/engine-address.sh"

run=/var/run
log=/var/log/taskdock-dockerd.log
patience=600 # tenths of a second that a new engine gets to answer

main() {
  case ${1:-} in
    answers) engine_find || exit 3 ;;
    ensure) engine_find || set_up ;;
    *) fail 2 "usage: engine.sh answers|ensure" ;;
  esac
  printf '%s\n' "$engine"
}

set_up() {
  # shellcheck disable=SC2154 # `engine_find` has left $chosen behind
  case $chosen in
    '' | "unix://$run/docker.sock" | unix:///run/docker.sock) ;;
    *) fail 3 "no container engine answers at $chosen" \
      "That address comes from DOCKER_HOST or from the docker context in use." \
      "Start that engine, or unset DOCKER_HOST, or run: docker context use default" ;;
  esac
  if [ -S "$run/docker.sock" ] && ! [ -w "$run/docker.sock" ]; then
    fail 3 "you may not talk to the container engine at $run/docker.sock" \
      "Run: sudo usermod -aG docker $(id -un)   and log in again."
  fi
  may_install || advise
  # Two callers at once: the second waits here and then finds the engine of the first.
  exec 9>"$run/taskdock-engine.lock"
  flock 9
  engine=unix://$run/docker.sock
  engine_answers "$engine" || { install_engine && start_engine; }
  flock -u 9
}

advise() {
  case $(uname -s) in
    Darwin) fail 3 "no container engine answers" \
      "Start Docker Desktop, OrbStack, Rancher Desktop or colima; where there is none yet:" \
      "brew install colima docker && colima start" ;;
  esac
  if on_debian; then
    fail 3 "no container engine answers, and only root can set one up" \
      "Run: sudo apt-get install docker.io && sudo usermod -aG docker $(id -un)   and log in again."
  fi
  fail 3 "no container engine answers" \
    "Install Docker Engine (docs.docker.com/engine/install) and start it:" \
    "sudo systemctl enable --now docker" \
    "If one runs elsewhere, name it: export DOCKER_HOST=unix:///path/to/docker.sock"
}

install_engine() {
  missing=
  has dockerd || missing='docker.io iptables'
  has curl || missing="$missing curl"
  [ -n "$missing" ] || return 0
  say "no container engine here: installing $missing (apt-get, about a minute)"
  # shellcheck disable=SC2086 # a list of words
  apt_install $missing || fail 3 "apt-get could not install $missing"
  # Since Debian 13 the command line is a package of its own.
  has docker || apt_install docker-cli || say "there is no docker command; taskdock needs none"
}

start_engine() {
  if [ -d /run/systemd/system ]; then
    say "starting the container engine (systemctl start docker)"
    systemctl start docker || fail 3 "the container engine did not start" "See: journalctl -u docker"
  elif starting; then
    say "waiting for the container engine that is starting"
  else
    say "starting the container engine (dockerd, log in $log)"
    forget_stale "$run/docker.pid" dockerd
    forget_stale "$run/docker/containerd/containerd.pid" containerd
    # shellcheck disable=SC2046 # an option or nothing
    setsid nohup dockerd $(mtu_option) >>"$log" 2>&1 </dev/null 9>&- &
  fi
  while ! engine_answers "$engine"; do
    patience=$((patience - 1))
    if [ "$patience" -eq 0 ]; then
      give_up "the container engine does not answer"
    fi
    if [ "$patience" -lt 580 ] && ! starting; then
      give_up "the container engine has ended instead of answering"
    fi
    sleep 0.1
  done
  say "the container engine answers at $engine"
}

give_up() {
  [ ! -r "$log" ] || tail -n 15 "$log" >&2
  fail 3 "$1" "Its log is in $log"
}

# starting: whether a dockerd lives, perhaps one that some service manager started just now.
starting() {
  for comm in /proc/[0-9]*/comm; do
    { read -r name <"$comm"; } 2>/dev/null && [ "$name" = dockerd ] &&
      [ -e "${comm%comm}exe" ] && return 0 # a zombie has no exe
  done
  return 1
}

# forget_stale PIDFILE NAME: after a hard end of the machine the file names a process that is gone,
# or by now another program, and the engine would refuse to start beside it.
forget_stale() {
  [ -r "$1" ] || return 0
  read -r pid <"$1" || pid=${pid:-0}
  name=
  { read -r name <"/proc/$pid/comm"; } 2>/dev/null || true
  [ "$name" = "$2" ] || rm -f "$1"
}

# mtu_option: the engine gives its bridge 1500 bytes whatever the machine's own link can carry;
# on a narrower link (a VPN, a nested VM) large packets of containers would get lost.
mtu_option() {
  while read -r interface destination _; do
    if [ "$destination" = 00000000 ]; then
      read -r mtu <"/sys/class/net/$interface/mtu"
      [ "$mtu" -ge 1500 ] || printf '%s' "--mtu=$mtu"
      return
    fi
  done </proc/net/route
}

main "$@"
