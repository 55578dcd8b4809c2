#!/bin/sh
# Runs the libFuzzer targets that `make fuzz` has built, FUZZ_SECONDS each.
#
#   tests/fuzz/run.sh [NAME...]     e.g. `reader` for fuzz_reader; all without arguments
#
# Seeds are tests/fuzz/seeds/NAME/ where that exists, and the test captures for targets that say
# `seeds: captures` in a comment; tests/fuzz/NAME.dict is the dictionary. What a target learned stays in
# build/fuzz/corpus/NAME, what broke it in build/fuzz/found/.
set -u
cd "$(dirname "$0")/../.." || exit 1
seconds=${FUZZ_SECONDS:-60}
# A capture of a few kilobytes has no business with more memory, or more time, than this.
memory_mib=${FUZZ_MEMORY_MIB:-1024}
timeout_s=${FUZZ_TIMEOUT:-10}
bin=build/fuzz/tests/fuzz
export LC_ALL=C.UTF-8
export UBSAN_OPTIONS="print_stacktrace=1${UBSAN_OPTIONS:+:$UBSAN_OPTIONS}"

if [ $# = 0 ]; then
	for source in tests/fuzz/fuzz_*.c; do
		[ ! -f "$source" ] || set -- "$@" "$(basename "${source#tests/fuzz/fuzz_}" .c)"
	done
fi
[ $# -gt 0 ] || { echo "no fuzz targets"; exit 0; }
mkdir -p build/captures build/fuzz/found build/fuzz/log
[ ! -x build/tests/gen_captures ] || build/tests/gen_captures build/captures >/dev/null || exit 1

passed=0 failed=0
for name; do
	corpus=build/fuzz/corpus/$name
	log=build/fuzz/log/$name.log
	mkdir -p "$corpus"
	program=$bin/fuzz_$name
	set --
	[ ! -d "tests/fuzz/seeds/$name" ] || set -- "tests/fuzz/seeds/$name"
	if grep -qs 'seeds: captures' "tests/fuzz/fuzz_$name.c"; then
		set -- "$@" build/captures
		[ ! -d "${SONDE_DATA:-../shared/data}" ] || set -- "$@" "${SONDE_DATA:-../shared/data}"
	fi
	[ ! -f "tests/fuzz/$name.dict" ] || set -- "$@" -dict="tests/fuzz/$name.dict"
	if "$program" -max_total_time="$seconds" -rss_limit_mb="$memory_mib" -timeout="$timeout_s" \
		-artifact_prefix="build/fuzz/found/$name-" -print_final_stats=1 \
		"$corpus" "$@" > "$log" 2>&1; then
		passed=$((passed + 1))
		echo "  $name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") inputs in $seconds s, nothing found"
	else
		failed=$((failed + 1))
		echo "  $name: failed, log in $log"
		grep -aE 'ERROR|runtime error|Test unit written|SUMMARY' "$log" | head -n 10 | sed 's/^/      | /'
	fi
done
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" = 0 ]
