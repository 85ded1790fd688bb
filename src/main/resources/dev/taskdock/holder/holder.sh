#!/bin/sh
# Loads the packet rules of the task's namespace from TASKDOCK_RULES (all of them or none), says so
# in one line, and holds the namespace until it is told to end. Nothing of the task starts before
# that line.
trap 'exit 0' TERM INT

# Another terminal asks by this signal for the task to be stopped; whoever owns the task hears of it
# from the engine. It must not end the namespace.
trap '' USR1

# Containers that join the namespace share this file.
if [ -n "$TASKDOCK_RESOLVER" ]; then
  printf '%s\n' "$TASKDOCK_RESOLVER" > /etc/resolv.conf
fi

# Not a pipe and not a substitution: every fork is milliseconds between a task and its start.
if ! nft -f - >/tmp/words 2>&1 <<RULES
$TASKDOCK_RULES
RULES
then
  printf 'taskdock: rules refused: %s\n' "$(tr '\n' ' ' </tmp/words)"
  exit 1
fi
echo 'taskdock: ready'

# A shell takes a signal only between commands or in `wait`.
sleep infinity &
wait
