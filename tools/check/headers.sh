#!/bin/sh
# Each header compiles alone, without a warning.
flags="-std=gnu17 -D_GNU_SOURCE -Wall -Wextra -Werror -Wno-unused-function -fsyntax-only -Isrc"
flags="$flags $(pkg-config --cflags pangocairo p11-kit-1)" # src/draw, src/sig/signers
with_gtk=$(pkg-config --cflags gtk4 2>/dev/null) || without="! -path src/client/gtk/*"
flags="$flags $with_gtk"
for generated in build/src build/src/*; do
	[ -d "$generated" ] && flags="$flags -I$generated"
done
bad=0
set -f # the path is find's to read
for header in $(find src -name '*.h' ${without:-} | sort); do
	printf '#include "%s"\n' "${header#src/}" | gcc $flags -x c - 2>/dev/null || {
		echo "$header does not compile alone:"
		printf '#include "%s"\n' "${header#src/}" | gcc $flags -x c - 2>&1 | head -3
		bad=1
	}
done
exit $bad
