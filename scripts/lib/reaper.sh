# leave_reaper PROGRAM...: to be sourced. Leaves a shell waiting at the other end of descriptor 3,
# which is `$reaper` then. It is told for how many seconds to hold back and what to ask of PROGRAM;
# then, at a good end, that all is well. Where the pipe closes without that word, it asks it.
#
# The program could start such a shell itself, and does where this did not; but a JVM that has just
# begun takes fifty times as long for it, and makes nothing before somebody watches.
leave_reaper() {
  reaper=
  pipe=${TMPDIR:-/tmp}/taskdock-$$.pipe
  mkfifo -m 600 "$pipe" 2>/dev/null || return 0
  trap '' INT HUP TERM QUIT
  (
    rm -f "$pipe"
    set -f
    read -r grace sweep || exit 0
    # shellcheck disable=SC2086 # several words
    set -- "$grace" "$@" $sweep
    # In a session of its own where that can be: who kills our whole group shall not kill it too.
    # shellcheck disable=SC2016 # expanded by the shell that is started
    watch='read -r word && exit; [ "$0" = 0 ] || sleep "$0"; exec "$@"'
    ! command -v setsid || exec setsid sh -c "$watch" "$@"
    exec sh -c "$watch" "$@"
  ) <"$pipe" >/dev/null 2>&1 &
  trap - INT HUP TERM QUIT
  exec 3>"$pipe"
  reaper=/dev/fd/3
}
