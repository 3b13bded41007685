#!/bin/sh
# Refuses an #include of a layer that tools/layers.txt does not allow, and the
# libraries that belong to one layer anywhere else.
bad=0
while IFS=: read -r layer allowed; do
	[ -d "src/$layer" ] || continue
	for dep in $(grep -rhoE '^#include "[a-z0-9_]+/' "src/$layer" | sed 's/.*"//; s,/,,' | sort -u); do
		case " $layer $allowed " in
		*" $dep "*) ;;
		*) echo "src/$layer must not include $dep/"; bad=1 ;;
		esac
	done
done < tools/layers.txt
for folder in src/*/; do
	layer=$(basename "$folder")
	grep -q "^$layer:" tools/layers.txt || { echo "src/$layer is not in tools/layers.txt"; bad=1; }
done

# only LAYERS PATTERN: the header may be included there alone
only() {
	for file in $(grep -rlE "^#include <$2" src); do
		case " $1 " in
		*" $(echo "$file" | cut -d/ -f2) "*) ;;
		*) echo "$file must not include <$2"; bad=1 ;;
		esac
	done
}
only "crypto" "openssl/(evp|sha|hmac|rsa|ec|ecdsa|kdf|provider)\.h"
only "crypto sig" "openssl/"
only "crypto" "sodium"
only "store" "sqlite3"
only "store" "libpq"
only "net mail" "curl/"
only "http" "microhttpd"
only "draw" "(cairo|pango)"
only "evidence" "archive"
only "client" "gtk/"
only "client" "comm(ctrl|dlg)\.h"
exit $bad
