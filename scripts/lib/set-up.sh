#!/bin/sh
# An engine that answers, and in it the base image. The program asks for it where it misses either.
set -eu
here=$(dirname "$0")
engine=$("$here/engine.sh" ensure)
exec "$here/base-image.sh" "$engine"
