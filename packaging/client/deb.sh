#!/bin/sh
# Packs the signing program for Debian: packaging/client/deb.sh PROGRAMS DIR makes DIR/skysign-client_VERSION_ARCH.deb of
# PROGRAMS/skysign-client and PROGRAMS/skysign-client-gtk. What the first needs is depended on, what only the window
# needs is recommended: both are read from the programs (dpkg-shlibdeps).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
programs=$(realpath "$1")
out=$2
version=$("$programs/skysign-client" --version | cut -d' ' -f2)
arch=$(dpkg --print-architecture)
[ -x "$programs/skysign-client-gtk" ] || {
	echo "deb.sh: the program with a window was not built: apt install libgtk-4-dev, then build again" >&2
	exit 1
}
command -v dpkg-shlibdeps >/dev/null || { echo "deb.sh: dpkg-shlibdeps is missing: apt install dpkg-dev" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT INT TERM

root=$dir/root
for name in skysign-client skysign-client-gtk; do
	install -D -m 755 "$programs/$name" "$root/usr/bin/$name"
	strip --strip-unneeded "$root/usr/bin/$name"
done
install -D -m 644 "$here/skysign-client.desktop" "$root/usr/share/applications/skysign-client.desktop"
install -D -m 644 "$here/servers" "$root/etc/skysign/servers"
install -D -m 644 "$here/../../docs/man/skysign-client.1.md" "$root/usr/share/doc/skysign-client/skysign-client.1.md"
install -D -m 644 "$here/../../LICENSE" "$root/usr/share/doc/skysign-client/copyright"

mkdir -p "$dir/debian" "$root/DEBIAN"
printf 'Source: skysign-client\n\nPackage: skysign-client\nArchitecture: any\n' >"$dir/debian/control"
libraries=$(cd "$dir" && dpkg-shlibdeps -O -dDepends root/usr/bin/skysign-client -dRecommends root/usr/bin/skysign-client-gtk 2>/dev/null)
of() { echo "$libraries" | sed -n "s/^shlibs:$1=//p"; }
cat >"$root/DEBIAN/control" <<CONTROL
Package: skysign-client
Version: $version
Architecture: $arch
Section: utils
Priority: optional
Maintainer: SkySign
Depends: $(of Depends), ca-certificates
Recommends: $(of Recommends), desktop-file-utils, pcscd, xdg-utils
Installed-Size: $(du -sk "$root" | cut -f1)
Description: signs contracts with a certificate on this computer
 Opened by skysign:// addresses of a SkySign server's pages, or from the command line. It is shown what is to be signed and
 for whom, and signs with a key in a file, on a token or on a My Number card. Documents stay on the server, keys and PINs on this computer.
CONTROL
echo /etc/skysign/servers >"$root/DEBIAN/conffiles"
install -m 755 "$here/postinst" "$here/postrm" "$root/DEBIAN/"
dpkg-deb --root-owner-group --build "$root" "$out/skysign-client_${version}_$arch.deb" >/dev/null
echo "$out/skysign-client_${version}_$arch.deb"
