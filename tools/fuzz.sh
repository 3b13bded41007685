#!/bin/sh
# Runs each fuzz target (or the one named) for SECONDS, from its committed
# corpus. New inputs go to build-fuzz/corpus/TARGET; a crash ends the run and is
# left in build-fuzz/crashes/.
set -eu
cd "$(dirname "$0")/.."
seconds=$1
only=${2:-}
mkdir -p build-fuzz/crashes
for binary in build-fuzz/fuzz/fuzz_*; do
	[ -x "$binary" ] && [ -f "$binary" ] || continue
	target=${binary##*/fuzz_}
	[ -z "$only" ] || [ "$only" = "$target" ] || continue
	mkdir -p "build-fuzz/corpus/$target" "fuzz/corpus/$target"
	dict=
	[ ! -f "fuzz/$target.dict" ] || dict=-dict=fuzz/$target.dict
	echo "fuzz $target for $seconds s"
	"$binary" $dict -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 \
		-artifact_prefix="build-fuzz/crashes/$target-" \
		"build-fuzz/corpus/$target" "fuzz/corpus/$target" \
		2>"build-fuzz/$target.log" || { tail -40 "build-fuzz/$target.log"; exit 1; }
	grep -E 'stat::number_of_executed_units|DONE' "build-fuzz/$target.log" | tail -2
done
