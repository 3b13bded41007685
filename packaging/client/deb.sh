#!/bin/sh
# Packs the signing program for Debian: packaging/client/deb.sh PROGRAM DIR makes DIR/skysign-client_VERSION_ARCH.deb.
# What it depends on is read from the program (dpkg-shlibdeps).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
program=$(realpath "$1")
out=$2
version=$("$program" --version | cut -d' ' -f2)
arch=$(dpkg --print-architecture)
command -v dpkg-shlibdeps >/dev/null || { echo "deb.sh: dpkg-shlibdeps is missing: apt install dpkg-dev" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT INT TERM

root=$dir/root
install -D -m 755 "$program" "$root/usr/bin/skysign-client"
strip --strip-unneeded "$root/usr/bin/skysign-client"
install -D -m 644 "$here/skysign-client.desktop" "$root/usr/share/applications/skysign-client.desktop"
install -D -m 644 "$here/servers" "$root/etc/skysign/servers"
install -D -m 644 "$here/../../docs/man/skysign-client.1.md" "$root/usr/share/doc/skysign-client/skysign-client.1.md"
install -D -m 644 "$here/../../LICENSE" "$root/usr/share/doc/skysign-client/copyright"

mkdir -p "$dir/debian" "$root/DEBIAN"
printf 'Source: skysign-client\n\nPackage: skysign-client\nArchitecture: any\n' >"$dir/debian/control"
depends=$(cd "$dir" && dpkg-shlibdeps -O root/usr/bin/skysign-client 2>/dev/null | sed -n 's/^shlibs:Depends=//p')
cat >"$root/DEBIAN/control" <<CONTROL
Package: skysign-client
Version: $version
Architecture: $arch
Section: utils
Priority: optional
Maintainer: SkySign
Depends: $depends, ca-certificates
Recommends: pcscd
Installed-Size: $(du -sk "$root" | cut -f1)
Description: signs contracts with a certificate on this computer
 Opened by skysign:// addresses of a SkySign server's pages, or from the command line. It is shown what is to be signed and
 for whom, and signs with a key in a file, on a token or on a My Number card. Documents stay on the server, keys and PINs on this computer.
CONTROL
echo /etc/skysign/servers >"$root/DEBIAN/conffiles"
install -m 755 "$here/postinst" "$here/postrm" "$root/DEBIAN/"
dpkg-deb --root-owner-group --build "$root" "$out/skysign-client_${version}_$arch.deb" >/dev/null
echo "$out/skysign-client_${version}_$arch.deb"
