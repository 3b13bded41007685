#!/bin/sh
# Packs the signing program for Windows, with a window and without: packaging/client/windows/package.sh PROGRAMS DIR makes
# DIR/skysign-client-VERSION-setup.exe of the two in the folder PROGRAMS. Where SIGN names a program, it is called with each file, to sign it in its
# place (Authenticode, for example by osslsigncode): Windows warns of what is not signed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=$(realpath "$2")
version=$(sed -n "s/^client_release = '\(.*\)'$/\1/p" "$here/../../../meson.build")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT INT TERM

for name in skysign-client.exe skysign-client-window.exe; do
	x86_64-w64-mingw32-strip -o "$dir/$name" "$1/$name"
	[ -z "${SIGN:-}" ] || "$SIGN" "$dir/$name"
done
setup=$out/skysign-client-$version-setup.exe
makensis -V2 -INPUTCHARSET UTF8 -DVERSION="$version" -DPROGRAMS="$dir" -DOUT="$setup" "$here/installer.nsi"
[ -z "${SIGN:-}" ] || "$SIGN" "$setup"
echo "$setup"
