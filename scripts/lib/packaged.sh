#!/bin/sh
# taskdock, packed with its own Java. Runs from wherever it lies.
set -eu

program=$0
while [ -L "$program" ]; do
  link=$(readlink "$program")
  case $link in
    /*) program=$link ;;
    *) program=${program%/*}/$link ;;
  esac
done
case $program in
  */*) ;;
  *) program=$(command -v -- "$program") ;;
esac
lib=$(cd "${program%/*}/../lib" && pwd -P)

# A sixth of a command's time; where the kernel has none, the JVM would complain on stdout.
huge=
if read -r pages 2>/dev/null </sys/kernel/mm/transparent_hugepage/enabled; then
  case $pages in *'[always]'* | *'[madvise]'*) huge=-XX:+UseTransparentHugePages ;; esac
fi

if [ "$*" = --version ]; then
  # Three words need neither the libraries nor a cache of some thousand classes.
  exec "$lib/runtime/bin/java" "@$lib/version.flags" ${huge:+"$huge"} -cp "$lib/taskdock.jar" dev.taskdock.cli.Main --version
fi
kind=ask
case ${1:-} in
  run) kind=run ;;
  up | lb | test) kind=serve ;;
esac
# The caches hold for the jars in the order in which they were made.
jars=
while read -r jar; do jars=${jars:+$jars:}$lib/$jar; done <"$lib/jars"

. "$lib/reaper.sh"
reaper=
case ${1:-} in
  run | up | test)
    leave_reaper "$lib/runtime/bin/java" "@$lib/ask.flags" "-XX:AOTCache=$lib/ask.aot" \
      -cp "$jars" dev.taskdock.cli.Main
    ;;
esac
exec "$lib/runtime/bin/java" "@$lib/$kind.flags" ${huge:+"$huge"} "-XX:AOTCache=$lib/$kind.aot" \
  ${reaper:+"-Dtaskdock.reaper=$reaper"} -cp "$jars" dev.taskdock.cli.Main "$@"
