#!/bin/sh
# Keeps the packet rules of a namespace up to date and tells of dropped packets, for as long as
# somebody writes to it: rulesets on standard input, each behind one another with a line "#load" at
# its end, loaded all of it or none; on standard output "taskdock: loaded" for each, and what the
# kernel traces.
nft monitor trace &
monitor=$!
trap 'kill $monitor 2>/dev/null; exit 0' TERM INT

rules=
while IFS= read -r line; do
  if [ "$line" != '#load' ]; then
    rules="$rules$line
"
    continue
  fi
  if words=$(printf '%s' "$rules" | nft -f - 2>&1); then
    echo 'taskdock: loaded'
  else
    printf 'taskdock: rules refused: %s\n' "$(printf '%s' "$words" | tr '\n' ' ')"
  fi
  rules=
done
kill $monitor 2>/dev/null
