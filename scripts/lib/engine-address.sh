# shellcheck shell=sh
# Where the container engine is, and how to ask it something without starting the docker command
# line (which takes four times as long as curl). Sourced.

# engine_get ADDRESS PATH: the body of an API answer; fails where the answer is not a 2xx.
engine_get() {
  case $1 in
    unix://*) curl -fs --max-time 5 --unix-socket "${1#unix://}" "http://localhost$2" ;;
    tcp://* | http://*)
      [ -z "${DOCKER_TLS_VERIFY:-}" ] || return 1
      curl -fs --max-time 5 "http://${1#*://}$2"
      ;;
    *) return 1 ;; # ssh://, npipe://: only the docker command line can ask these
  esac
}

# engine_answers ADDRESS [PATH]: whether it answers, to that question.
engine_answers() {
  case $1 in unix://*) [ -S "${1#unix://}" ] || return 1 ;; esac
  if command -v curl >/dev/null 2>&1; then
    case $1 in
      unix://* | tcp://* | http://*)
        engine_get "$1" "${2:-/_ping}" >/dev/null 2>&1 && return
        [ -n "${DOCKER_TLS_VERIFY:-}" ] || return 1
        ;;
    esac
  fi
  [ -z "${2:-}" ] && command -v docker >/dev/null 2>&1 && docker --host "$1" version >/dev/null 2>&1
}

# engine_chosen: sets $chosen to the address the user has named (DOCKER_HOST, or a docker
# context), or to nothing. A chosen engine is used or reported, never replaced by another.
engine_chosen() {
  chosen=${DOCKER_HOST:-}
  [ -z "$chosen" ] || return 0
  settings=${DOCKER_CONFIG:-${HOME:-}/.docker}
  context=${DOCKER_CONTEXT:-}
  if [ -z "$context" ] && [ -r "$settings/config.json" ]; then
    context=$(sed -n 's/.*"currentContext"[^"]*"\([^"]*\)".*/\1/p' "$settings/config.json")
  fi
  case $context in '' | default) return 0 ;; esac
  for meta in "$settings"/contexts/meta/*/meta.json; do
    if grep -q "\"Name\" *: *\"$context\"" "$meta" 2>/dev/null; then
      chosen=$(sed -n 's/.*"Host" *: *"\([^"]*\)".*/\1/p' "$meta")
    fi
  done
}

# engine_find [PATH]: sets $engine to the address of the engine that answers (to that question);
# fails where none does.
engine_find() {
  engine_chosen
  if [ -n "$chosen" ]; then
    engine=$chosen
    engine_answers "$engine" "${1:-}"
    return
  fi
  for engine in /var/run "${XDG_RUNTIME_DIR:-/nowhere}" "${HOME:-}/.docker/run" \
    "${HOME:-}/.docker/desktop" "${HOME:-}/.orbstack/run" "${HOME:-}/.rd" \
    "${HOME:-}/.colima/default" "${HOME:-}/.config/colima/default"; do
    engine=unix://$engine/docker.sock
    engine_answers "$engine" "${1:-}" && return
  done
  return 1
}
