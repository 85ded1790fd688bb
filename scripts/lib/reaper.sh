# leave_reaper SWEEP...: to be sourced. Leaves a shell waiting at the other end of descriptor 3, which
# is `$reaper` then. It is told which run to watch over, and at a good end that all is well; where the
# pipe closes without that word, it sweeps what is left of the run with SWEEP and the run's id.
#
# The program could start such a shell itself, and does where this did not; but a JVM that has just
# begun takes fifty times as long for it, and makes nothing before somebody watches.
leave_reaper() {
  reaper=
  pipe=${TMPDIR:-/tmp}/taskdock-$$.pipe
  mkfifo -m 600 "$pipe" 2>/dev/null || return 0
  trap '' INT HUP TERM QUIT
  (
    read -r run || exit 0
    read -r word || exec "$@" "$run"
  ) <"$pipe" >/dev/null 2>&1 &
  trap - INT HUP TERM QUIT
  exec 3>"$pipe"
  rm -f "$pipe"
  reaper=/dev/fd/3
}
