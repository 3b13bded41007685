#!/bin/sh
# Runs every benchmark of build-bench and prints the tables; bench/results.md keeps a run.
#   bench/run.sh [engine|peer|validate|evidence|renewal|store|service]…   SECONDS_A_ROUND=0.4
set -eu
cd "$(dirname "$0")/.."
build=build-bench
seconds=${SECONDS_A_ROUND:-0.4}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT INT TERM

engine() { $build/bench/bench_sign "$seconds"; }
peer() { $build/bench/bench_sign --files "$dir" && node bench/paired.mjs $build/bench/bench_sign "$dir" "$seconds"; }
validate() {
	$build/bench/bench_validate "$seconds" && mkdir "$dir/validate" &&
		SKYSIGN=$PWD/$build/src/cmd/skysign node bench/validate.mjs $build/bench/bench_validate "$dir/validate" "$seconds"
}
evidence() { $build/bench/bench_evidence; }
renewal() { SKYSIGN=$PWD/$build/src/cmd/skysign COUNT=${COUNT:-2000} node bench/renewal.mjs; }
store() { mkdir -p "$dir/store" && $build/bench/bench_store "$dir/store"; }
service() { SKYSIGN=$PWD/$build/src/cmd/skysign node bench/service.mjs; }

for part in ${*:-engine peer validate evidence renewal store service}; do
	echo "== $part"
	$part
done
