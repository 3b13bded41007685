#!/bin/sh
# A PostgreSQL cluster of one's own in a temporary folder, for tests.
#
#   pg.sh start DIR [PORT]   makes the cluster in DIR, starts it, prints its URL;
#                            without PORT it listens on a socket in DIR only
#   pg.sh stop DIR           ends it; DIR may then be removed
#   pg.sh kill DIR           ends it as a crash would
#   pg.sh resume DIR [PORT]  starts it again after stop or kill, prints the URL
#   pg.sh bin                prints the folder of the binaries; fails without any
#
# PostgreSQL refuses root: as root the server runs as user postgres, otherwise as
# the caller. It runs without fsync: for tests only.
set -eu

find_bin() {
	for dir in "$(pg_config --bindir 2>/dev/null || true)" \
	           /usr/lib/postgresql/15/bin /usr/lib/postgresql/*/bin; do
		if [ -x "$dir/initdb" ]; then
			echo "$dir"
			return 0
		fi
	done
	echo "pg.sh: no PostgreSQL server binaries (Debian: postgresql)" >&2
	return 1
}

as_owner() {
	if [ "$(id -u)" = 0 ]; then
		setpriv --reuid=postgres --regid=postgres --clear-groups \
			env HOME="$dir" LC_ALL=C.UTF-8 "$@"
	else
		LC_ALL=C.UTF-8 "$@"
	fi
}

# The first cluster is kept as a model beside what was built: copying is a tenth of the work of making one.
new_cluster() {
	head -c 18 /dev/urandom | base64 | tr '+/' 'ab' >"$dir/password"
	chmod 0600 "$dir/password"
	if [ "$(id -u)" = 0 ]; then chown postgres "$dir/password"; fi
	as_owner "$bin/initdb" -D "$dir/data" -U app --pwfile="$dir/password" -A scram-sha-256 \
		-E UTF8 --locale=C.UTF-8 -N --wal-segsize=1 >"$dir/initdb.log" 2>&1 ||
		{ cat "$dir/initdb.log" >&2; exit 1; }
}

keep_model() {
	[ -d "$(dirname "$model")" ] || return 0 # nothing was built here
	kept=$(mktemp -d "$model.XXXXXX")
	cp -a "$dir/data" "$dir/password" "$kept" && mv -T "$kept" "$model" 2>/dev/null || rm -rf "$kept"
}

make_cluster() {
	mkdir -p "$dir/sock"
	if [ "$(id -u)" = 0 ]; then
		chmod 0711 "$dir"
		chown postgres:postgres "$dir" "$dir/sock"
	fi
	model=$(dirname "$0")/../../build/pg-model-$("$bin/postgres" -V | tr -cd 0-9.)
	if [ -d "$model" ]; then
		cp -a "$model/data" "$model/password" "$dir"
	else
		new_cluster
		keep_model
	fi
	as_owner sh -c "cat >>'$dir/data/postgresql.conf'" <<-CONF
		unix_socket_directories = '$dir/sock'
		shared_buffers = 16MB
		fsync = off # tests only
	CONF
}

run_server() {
	if [ -n "$port" ]; then listen=127.0.0.1; else listen=; fi
	: >"$dir/server.log"
	if [ "$(id -u)" = 0 ]; then chown postgres:postgres "$dir/server.log"; fi
	# exec: nothing of ours that stays may hold the caller's pipe open.
	(
		exec >"$dir/server.log" 2>&1 </dev/null
		as_owner "$bin/postgres" -D "$dir/data" -c listen_addresses="$listen" \
			-p "${port:-5432}"
	) &
	tries=0
	until as_owner "$bin/pg_isready" -q -h "$dir/sock" -p "${port:-5432}"; do
		tries=$((tries + 1))
		[ $tries -lt 200 ] || { cat "$dir/server.log" >&2; exit 1; }
		sleep 0.05
	done
	if [ -n "$port" ]; then
		echo "postgresql://app:$(cat "$dir/password")@127.0.0.1:$port/postgres"
	else
		echo "postgresql://app:$(cat "$dir/password")@/postgres?host=$dir/sock"
	fi
}

command=${1:-}
dir=${2:-}
port=${3:-}
bin=$(find_bin)
case "$command" in
bin) echo "$bin" ;;
start) make_cluster; run_server ;;
resume) run_server ;;
stop) as_owner "$bin/pg_ctl" -D "$dir/data" -m fast -w stop >/dev/null ;;
kill) as_owner "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null ;;
*) sed -n '2,14s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
