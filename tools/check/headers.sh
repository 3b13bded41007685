#!/bin/sh
# Each header compiles alone, without a warning; those of Windows where its compiler is.
flags="-std=gnu17 -D_GNU_SOURCE -Wall -Wextra -Werror -Wno-unused-function -fsyntax-only -Isrc"
flags="$flags $(pkg-config --cflags pangocairo p11-kit-1)" # src/draw, src/sig/signers
with_gtk=$(pkg-config --cflags gtk4 2>/dev/null) || without="! -path src/client/gtk/*"
flags="$flags $with_gtk"
for generated in build/src build/src/*; do
	[ -d "$generated" ] && flags="$flags -I$generated"
done
windows=x86_64-w64-mingw32-gcc
for_windows="-std=gnu17 -D_GNU_SOURCE -D_WIN32_WINNT=0x0A00 -Wall -Wextra -Werror -Wno-unused-function -fsyntax-only -Isrc"
bad=0
compile() {
	case $1 in
	src/client/win32/*) ! command -v $windows >/dev/null || $windows $for_windows -x c - ;;
	*) gcc $flags -x c - ;;
	esac
}
set -f # the path is find's to read
for header in $(find src -name '*.h' ${without:-} | sort); do
	printf '#include "%s"\n' "${header#src/}" | compile "$header" 2>/dev/null || {
		echo "$header does not compile alone:"
		printf '#include "%s"\n' "${header#src/}" | compile "$header" 2>&1 | head -3
		bad=1
	}
done
exit $bad
