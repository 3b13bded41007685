#!/bin/sh
# Packs the signing program for Windows: packaging/client/windows/package.sh PROGRAM DIR makes
# DIR/skysign-client-VERSION-setup.exe. Where SIGN names a program, it is called with each file, to sign it in its
# place (Authenticode, for example by osslsigncode): Windows warns of what is not signed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=$(realpath "$2")
version=$(sed -n "s/^client_release = '\(.*\)'$/\1/p" "$here/../../../meson.build")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT INT TERM

x86_64-w64-mingw32-strip -o "$dir/skysign-client.exe" "$1"
[ -z "${SIGN:-}" ] || "$SIGN" "$dir/skysign-client.exe"
setup=$out/skysign-client-$version-setup.exe
makensis -V2 -INPUTCHARSET UTF8 -DVERSION="$version" -DEXE="$dir/skysign-client.exe" -DOUT="$setup" "$here/installer.nsi"
[ -z "${SIGN:-}" ] || "$SIGN" "$setup"
echo "$setup"
