#!/bin/sh
# Builds what the launcher starts, where it is missing or older than the sources.
#
# Maven makes target/taskdock.jar and target/lib. They are copied into a folder of their own,
# target/launch.<n>, where the libraries become one jar, together with AOT caches made from exactly
# these copies: neither a developer's own `mvn` nor a second build can then pull the ground from
# under a running taskdock. The last steps switch over: the arguments of the JVM, in target/run.args
# for `run`, target/serve.args for what carries requests, target/ask.args for all else,
# target/version.args for --version, and target/.built, the stamp (its first line is the home of the
# JDK, its second the home of taskdock).
set -eu
here=$(cd "$(dirname "$0")" && pwd -P)
root=${here%/scripts/lib}
. "$here/speech.sh"

target=$root/target
stamp=$target/.built

main() {
  mkdir -p "$target"
  lock
  stale || return 0 # another launcher has built it meanwhile
  jdk=$("$here/jdk.sh")
  fresh=$target/launch.$$
  rm -rf "$fresh"
  mkdir "$fresh"
  trap 'rm -rf "$fresh" "$stamp.new"; unlock' EXIT
  trap 'exit 130' INT TERM
  # Dated before the build begins: what is edited during the build stays newer than the stamp.
  printf '%s\n%s\n' "$jdk" "$root" >"$stamp.new"
  package
  collect
  warm_up ask run serve
  for kind in version ask run serve; do mv -f "$fresh/$kind.args" "$target/$kind.args"; done
  mv -f "$stamp.new" "$stamp"
  trap unlock EXIT
  forget_old
}

stale() {
  [ -r "$target/ask.args" ] && [ -r "$stamp" ] || return 0
  { read -r jdk && read -r built_in; } <"$stamp"
  [ -x "$jdk/bin/java" ] && [ "$built_in" = "$root" ] || return 0
  [ -n "$(find "$root/pom.xml" "$root/src/main" "$here/build.sh" "$here/QuickStart.java" -newer "$stamp" -print -quit)" ]
}

# lock: by flock where there is one, else by a folder whose owner must be alive.
lock() {
  if has flock; then
    exec 9>"$target/.build.lock"
    flock 9
    return
  fi
  until mkdir "$target/.build.lock.d" 2>/dev/null; do
    owner=$(cat "$target/.build.lock.d/owner" 2>/dev/null || echo $$)
    kill -0 "$owner" 2>/dev/null || rm -rf "$target/.build.lock.d"
    sleep 0.2
  done
  echo $$ >"$target/.build.lock.d/owner"
}

unlock() { rm -rf "$target/.build.lock.d"; }

package() {
  has mvn || {
    may_install || fail 3 "Maven is missing" "Install it: it is the package maven, on macOS too (brew)."
    say "installing Maven (apt-get)"
    apt_install maven || fail 3 "apt-get could not install Maven"
  }
  rm -rf "$root/target/lib" "$root/target/lib-aws" "$root/target/picocli-sources" # versions of before would stay
  say "building (Maven; the first time it also fetches libraries)"
  # Not with -q, which would hide the very warnings that a build may fail for.
  (cd "$root" && JAVA_HOME=$jdk mvn -B -Dmaven.test.skip=true package) >"$target/build.log" 2>&1 || {
    grep -E '^\[(WARNING|ERROR)\]' "$target/build.log" >&2 || cat "$target/build.log" >&2
    fail 70 "the build failed" "All that Maven said is in $target/build.log"
  }
}

collect() {
  cp -p "$target/taskdock.jar" "$fresh/"
  cp -Rp "$target/lib" "$fresh/lib"
  cp -Rp "$target/lib-aws" "$fresh/lib-aws" # beside the jar, on no class path: dev.taskdock.app.Aws
  renew_picocli || say "picocli stays as it is, starting will be slower (see target/build.log)"
  "$jdk/bin/java" "$here/QuickStart.java" "$fresh" >>"$target/build.log" 2>&1 ||
    say "class files stay as they are, starting will be slower (see target/build.log)"
  classpath=$fresh/taskdock.jar
  for jar in "$fresh"/lib/*.jar; do classpath=$classpath:$jar; done
  version=$(sed -n 's/^version=//p' "$target/classes/dev/taskdock/cli/version.properties")
  # A command line program: quick to start, small, and silent on stdout about its own JVM. It
  # compiles only what is truly hot, since most of what a command does it does once.
  cat >"$fresh/version.args" <<END
-XX:+UseSerialGC
-XX:TieredStopAtLevel=1
-XX:CompileThresholdScaling=3
-XX:-UsePerfData
--enable-native-access=ALL-UNNAMED
-Xss512k
-Xmx128m
-Xms32m
-Xmn16m
-Xlog:disable
-Xlog:all=error:stderr
"-Dtaskdock.version=$version"
END
  huge_pages >>"$fresh/version.args"
  # What picocli looks for in every jar in vain, and the converters that no option of ours needs.
  cat "$fresh/version.args" - >"$fresh/common.args" <<END
"-Dtaskdock.home=$root"
-Dpicocli.disable.closures=true
"-Dpicocli.converters.excludes=java.(sql|time).*"
-cp
"$classpath"
END
  # Three words need neither the libraries nor a cache of some thousand classes.
  cat >>"$fresh/version.args" <<END
-cp
"$fresh/taskdock.jar"
dev.taskdock.cli.Main
--version
END
}

# huge_pages: on a virtual machine a page fault costs as much as compiling a small method, and a heap
# that has just begun is nothing but faults: a command ends a sixth sooner with huge ones. Where the
# kernel has none to give, the JVM would say so on stdout.
huge_pages() {
  case $(cat /sys/kernel/mm/transparent_hugepage/enabled 2>/dev/null) in
    *'[always]'* | *'[madvise]'*) printf '%s\n' -XX:+UseTransparentHugePages ;;
  esac
}

# renew_picocli: its class files are of 2004's format, which an AOT cache does not take.
renew_picocli() {
  sources=$(echo "$target"/picocli-sources/picocli-*-sources.jar)
  picocli=$(basename "$sources" -sources.jar)
  renewed=$target/$picocli-renewed.jar
  if ! [ -s "$renewed" ]; then
    work=$fresh/picocli
    mkdir -p "$work/sources" "$work/classes" || return
    {
      (cd "$work/sources" && "$jdk/bin/jar" -xf "$sources") &&
        "$jdk/bin/javac" --release 25 -nowarn -proc:none -XDstringConcat=inline -d "$work/classes" \
          "$work/sources/picocli"/*.java &&
        cp "$target/lib/$picocli.jar" "$work/$picocli.jar" &&
        "$jdk/bin/jar" -uf "$work/$picocli.jar" -C "$work/classes" . &&
        mv -f "$work/$picocli.jar" "$renewed"
    } >>"$target/build.log" 2>&1 || return
    rm -rf "$work"
  fi
  cp -p "$renewed" "$fresh/lib/$picocli.jar"
}

# warm_up KIND...: lets the program do once what its commands of a kind do, and keeps the classes
# that it needed. Not what it found hot: compiling that at once, in the background, takes longer than
# a short command. Each kind has a cache of its own, made side by side: the JVM loads all of one.
warm_up() {
  for kind; do record "$kind" & done
  wait
  for kind; do
    {
      # What carries requests for hours is compiled for good, and may touch memory as Netty does. What
      # a compiler needed for a while is given back; a small young generation is touched again and
      # again.
      if [ "$kind" = serve ]; then
        printf '%s\n' --sun-misc-unsafe-memory-access=allow -Xms16m -Xmn8m \
          -XX:+UnlockExperimentalVMOptions -XX:TrimNativeHeapInterval=5000
        grep -v -e TieredStopAtLevel -e CompileThresholdScaling -e '^-Xm[sn]' "$fresh/common.args"
      elif [ "$kind" = ask ]; then
        # What is asked about may be a template of a megabyte, and to compile sooner costs a short
        # command nothing that can be measured.
        grep -v -e CompileThresholdScaling "$fresh/common.args"
      else
        cat "$fresh/common.args"
      fi
      if [ -s "$fresh/$kind.aot" ]; then printf '"-XX:AOTCache=%s"\n' "$fresh/$kind.aot"; fi
      echo dev.taskdock.cli.Main
    } >"$fresh/$kind.args"
  done
}

record() {
  room=$(mktemp -d) # of a short name, as a socket's has to be
  DOCKER_HOST=unix://$room/engine.sock TASKDOCK_HOME=$room "$jdk/bin/java" \
    -XX:AOTCacheOutput="$fresh/$1.aot" \
    -XX:+UnlockDiagnosticVMOptions -XX:-AOTRecordTraining "@$fresh/common.args" \
    dev.taskdock.cli.Main warm-up "$1" "$room" >"$fresh/$1.log" 2>&1 </dev/null 9>&- &&
    [ -s "$fresh/$1.aot" ] || {
    rm -f "$fresh/$1.aot"
    say "no AOT cache could be made for '$1', starting will be slower (see $fresh/$1.log)"
  }
  rm -rf "$room"
}

# forget_old: a taskdock may still run from the folder before; after a day it goes.
forget_old() {
  find "$target" -maxdepth 1 -name 'launch.*' -type d ! -path "$fresh" -mtime +0 \
    -exec rm -rf {} +
}

main
