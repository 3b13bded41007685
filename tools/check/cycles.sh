#!/bin/sh
# No header includes itself by way of others.
loops=$(grep -rHE '^#include "' src --include='*.h' |
	sed -E 's,^src/([^:]*):#include "([^"]*)".*,\1 \2,' | tsort 2>&1 >/dev/null)
[ -z "$loops" ] && exit 0
echo "$loops"
exit 1
