#!/bin/sh
# Lock files name no download address, and no text names a workplace.
bad=0
if git grep -nE '"resolved":' -- '*package-lock.json'; then
	echo "lock files hold no download addresses"
	bad=1
fi
exit $bad
