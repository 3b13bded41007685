#!/bin/sh
# Builds the two libraries of the Windows program, static, from Debian's sources: packaging/client/windows/deps.sh DIR
# makes DIR/include, DIR/lib and DIR/lib/pkgconfig. The sources come from the mirrors that this machine's apt uses and
# must have the digests below. Nothing is done when DIR is of this very script.
set -eu
openssl_version=3.0.22 openssl_sha256=67ebca7e50d17383028045486653492195b83db95f8558709701bb47b5c1ef81
jansson_version=2.14 jansson_sha256=c739578bf6b764aa0752db9a2fdadcfe921c78f1228c7ec0bb47fa804c55d17b
target=x86_64-w64-mingw32

stamp=$(sha256sum "$0" | cut -d' ' -f1)
mkdir -p "$1"
out=$(cd "$1" && pwd)
[ "$(cat "$out/stamp" 2>/dev/null)" != "$stamp" ] || exit 0
rm -f "$out/stamp"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

# An apt of its own, which knows the sources of the distributions that this machine knows the packages of.
apt() {
	tool=$1
	shift
	"$tool" -q -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=/dev/null \
		-o Dir::State::Lists="$work/lists" -o Dir::Cache="$work/cache" -o APT::Sandbox::User="$(id -un)" "$@"
}

sources_open() {
	mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
	apt-get indextargets --format 'deb-src $(REPO_URI) $(RELEASE) $(COMPONENT)' \
		'Created-By: Packages' 'Origin: Debian' | sort -u >"$work/sources.list"
	apt apt-get update >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
}

# fetch NAME VERSION SHA256: the upstream source, kept in DIR
fetch() {
	file=$out/${1}_$2.orig.tar.gz
	if ! echo "$3  $file" | sha256sum --status -c 2>/dev/null; then
		[ -s "$work/sources.list" ] || sources_open
		address=$(apt apt-get source --print-uris "$1" 2>/dev/null | sed -n "s,^'\\([^']*/${1}_$2\\.orig\\.tar\\.gz\\)' .*,\\1,p")
		[ -n "$address" ] || { echo "deps.sh: the mirror has $1 $2 no more; name the version it has, and its digest" >&2; exit 1; }
		apt /usr/lib/apt/apt-helper download-file "$address" "$file" "SHA256:$3" >"$work/log" 2>&1 ||
			{ cat "$work/log" >&2; exit 1; }
		echo "$3  $file" | sha256sum --status -c || { echo "deps.sh: $file has another digest than expected" >&2; exit 1; }
	fi
	mkdir "$work/$1"
	tar -xzf "$file" -C "$work/$1" --strip-components=1
}

# make_quiet DIR ARGUMENTS: shows the output when it fails
make_quiet() {
	make -C "$@" >"$work/log" 2>&1 || { tail -n 40 "$work/log" >&2; exit 1; }
}

pc() {
	printf 'Name: %s\nDescription: %s\nVersion: %s\nCflags: -isystem %s\nLibs: %s\n' \
		"$1" "$1" "$2" "$out/include" "$3" >"$out/lib/pkgconfig/$1.pc"
}

# Certificates, PKCS#12 with everything that old files use (RC2, RC4, DES), RSA and EC signatures; WinHTTP does TLS.
build_openssl() {
	(cd "$work/openssl" && ./Configure mingw64 --cross-compile-prefix=$target- --libdir=lib no-shared no-tests no-engine no-dso \
		no-module no-ssl no-dtls no-srp no-srtp no-psk no-gost no-idea no-seed no-camellia no-aria no-bf no-cast no-mdc2 \
		no-whirlpool no-sm2 no-sm3 no-sm4 no-rmd160 no-siphash no-ec2m no-async no-sock no-comp no-ts no-rfc3779 no-ct no-cmp \
		no-ui-console no-autoload-config no-capieng no-padlockeng no-siv no-ocb no-md4 no-rc5 no-dgram \
		>"$work/log" 2>&1) || { tail -n 40 "$work/log" >&2; exit 1; }
	make_quiet "$work/openssl" -j"$(nproc)" build_generated libcrypto.a
	cp -r "$work/openssl/include/openssl" "$out/include/"
	cp "$work/openssl/libcrypto.a" "$out/lib/"
	pc libcrypto "$openssl_version" "-L$out/lib -lcrypto -lws2_32 -lgdi32 -lcrypt32"
}

# Debian's source has no configure script; a dozen files need none.
build_jansson() (
	cd "$work/jansson/src"
	sed 's/@json_inline@/inline/; s/@json_have_localeconv@/0/; s/@json_[a-z_]*@/1/' jansson_config.h.in >jansson_config.h
	printf '#define HAVE_STDINT_H 1\n#define USE_WINDOWS_CRYPTOAPI 1\n#define INITIAL_HASHTABLE_ORDER 3\n' >jansson_private_config.h
	for file in *.c; do
		$target-gcc -O2 -fstack-protector-strong -DHAVE_CONFIG_H -I. -c "$file"
	done
	$target-ar rcs libjansson.a ./*.o
	cp jansson.h jansson_config.h "$out/include/"
	cp libjansson.a "$out/lib/"
	pc jansson "$jansson_version" "-L$out/lib -ljansson -ladvapi32"
)

echo "Building OpenSSL and jansson for Windows (about two minutes, once)"
rm -rf "$out/include" "$out/lib"
mkdir -p "$out/include" "$out/lib/pkgconfig"
fetch openssl "$openssl_version" "$openssl_sha256"
fetch jansson "$jansson_version" "$jansson_sha256"
build_jansson
build_openssl
echo "$stamp" >"$out/stamp"
