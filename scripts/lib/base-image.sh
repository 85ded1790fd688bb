#!/bin/sh
# The base image of the holder and of the samples, debian:bookworm-slim.
#
#   base-image.sh ADDRESS   makes sure that the engine at ADDRESS has it: there already, or pulled;
#                           where no registry answers (Debian and Ubuntu, as root) bootstrapped
#                           from the package mirrors of this machine
set -eu
here=$(dirname "$0")
. "$here/speech.sh"
. "$here/engine-address.sh"

image=debian:bookworm-slim
suite=bookworm
engine=${1:?usage: base-image.sh ADDRESS}

main() {
  present && return
  if has flock; then
    # Two callers at once: the second waits here and then finds the image of the first.
    exec 9>"${TMPDIR:-/tmp}/taskdock-base-image.$(id -u).lock"
    flock 9
    present && return
  fi
  has docker || fail 3 "the image $image is missing, and there is no docker command to get it" \
    "Install the docker command line, or load the image into the engine yourself."
  workshop=$(mktemp -d)
  trap 'rm -rf "$workshop"' EXIT
  trap 'exit 130' INT TERM
  pull || bootstrap
}

present() {
  if has curl && engine_get "$engine" "/images/$image/json" >/dev/null; then return 0; fi
  # What curl cannot reach, and what it did not find, the command line may.
  has docker && docker --host "$engine" image inspect "$image" >/dev/null 2>&1
}

pull() {
  say "pulling $image"
  docker --host "$engine" pull "$image" >&2 2>"$workshop/refusal" && return
  say "no registry gave it: $(tail -n 1 "$workshop/refusal")"
  return 1
}

bootstrap() {
  may_install || fail 3 "the image $image cannot be had" \
    "Load it by hand (docker load), or on Debian run this once as root: it can bootstrap one."
  has mmdebstrap || say "installing mmdebstrap to bootstrap the image instead"
  apt_install mmdebstrap debian-archive-keyring || fail 3 "apt-get could not install mmdebstrap"
  say "bootstrapping $image from this machine's package mirrors (about a minute)"
  # As in the image of that name: no documentation or translations, a merged /usr by links rather
  # than by the package usrmerge (which would bring all of perl), and services must not start while
  # packages are installed.
  mirrors >"$workshop/sources.list"
  proxies >"$workshop/apt.conf"
  from=
  [ -s "$workshop/sources.list" ] && from=$workshop/sources.list
  # shellcheck disable=SC2016,SC2086 # the hooks' own "$1"; a path or nothing
  if ! mmdebstrap --quiet --variant=minbase \
    --aptopt="$workshop/apt.conf" \
    --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' \
    --dpkgopt='path-exclude=/usr/share/doc/*' \
    --dpkgopt='path-include=/usr/share/doc/*/copyright' \
    --hook-dir=/usr/share/mmdebstrap/hooks/merged-usr \
    --setup-hook='mkdir -p "$1/etc/apt/preferences.d"' \
    --setup-hook='printf "Package: usrmerge\nPin: release *\nPin-Priority: -1\n" \
      >"$1/etc/apt/preferences.d/usrmerge"' \
    --customize-hook='rm "$1/etc/apt/preferences.d/usrmerge"' \
    --customize-hook='rm -f "$1/etc/hostname" "$1/etc/resolv.conf"' \
    "$suite" "$workshop/root.tar" $from >"$workshop/words" 2>&1; then
    tail -n 20 "$workshop/words" >&2
    fail 3 "bootstrapping $image failed"
  fi
  # Added afterwards, since mmdebstrap takes away a file of that name.
  printf '#!/bin/sh\nexit 101\n' >"$workshop/policy-rc.d"
  chmod 755 "$workshop/policy-rc.d"
  tar --append --file "$workshop/root.tar" --directory "$workshop" --owner=0 --group=0 \
    --transform 's,^,./usr/sbin/,' policy-rc.d
  docker --host "$engine" import --change 'CMD ["bash"]' "$workshop/root.tar" "$image" >/dev/null
  say "$image is there ($(($(wc -c <"$workshop/root.tar") / 1048576)) MiB)"
}

# mirrors: the apt sources from which this machine itself gets that suite, so that later
# `apt-get install` lines in Dockerfiles work wherever it does; nothing lets mmdebstrap choose.
mirrors() {
  # shellcheck disable=SC2016 # apt's own placeholders
  apt-get indextargets --format 'deb $(REPO_URI) $(RELEASE) $(COMPONENT)' \
    'Created-By: Packages' 'Origin: Debian' |
    awk -v suite="$suite" '$3 == suite || index($3, suite "-") == 1' | sort -u
}

# proxies: those that apt is told to use here, and what keeps the image small.
proxies() {
  apt-config dump | grep -iE '^Acquire::(https?|ftp)::proxy(::[^ ]*)? "[^"]' || true
  echo 'Acquire::Languages "none";'
  echo 'DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/*.bin || true"; };'
}

main
