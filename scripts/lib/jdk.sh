#!/bin/sh
# Prints the home of a JDK 25 or newer; where there is none, says how to get one and exits 3.
#
# Looks at the file `release` that every JDK has, so that no JVM is started to ask. JAVA_HOME and
# the `java` on PATH come first; of the others 25 itself is preferred to anything newer.
set -eu
here=$(dirname "$0")
. "$here/speech.sh"

wanted=25

main() {
  if [ -n "${JAVA_HOME:-}" ] && is_jdk "$JAVA_HOME" "$wanted" 999; then found "$JAVA_HOME"; fi
  if on_path=$(command -v javac) && on_path=$(readlink -f "$on_path" 2>/dev/null) &&
    is_jdk "${on_path%/bin/javac}" "$wanted" 999; then
    found "${on_path%/bin/javac}"
  fi
  among_installed "$wanted" "$wanted"
  among_installed "$wanted" 999
  advise
}

among_installed() {
  for home in /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/* /opt/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
    "$HOME"/.local/share/mise/installs/java/* "$HOME"/.asdf/installs/java/*; do
    if is_jdk "$home" "$1" "$2"; then found "$home"; fi
  done
}

# is_jdk HOME FROM TO: whether a whole JDK (not a runtime only) of such a version lies there.
is_jdk() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  while read -r line; do
    case $line in
      JAVA_VERSION=*)
        major=${line#JAVA_VERSION=\"}
        major=${major%%[!0-9]*}
        [ "${major:-0}" -ge "$2" ] && [ "$major" -le "$3" ]
        return
        ;;
    esac
  done <"$1/release"
  return 1
}

found() {
  printf '%s\n' "$1"
  exit
}

advise() {
  case $(uname -s) in
    Darwin) how='brew install --cask temurin@25' ;;
    *) if on_debian; then
      how="apt-get install openjdk-$wanted-jdk   (Debian 13 backports, Ubuntu 24.04 and newer)"
    else
      how="your distribution's package of OpenJDK $wanted, or one from adoptium.net"
    fi ;;
  esac
  fail 3 "taskdock is built with a JDK $wanted or newer, and none was found" \
    "Get one: $how" \
    "One that lies elsewhere is named like this: export JAVA_HOME=/path/to/jdk-$wanted"
}

main
