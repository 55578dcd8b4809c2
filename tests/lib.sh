# Shared by the test scripts: . tests/lib.sh, from the root of the repository.
#
#   pass NAME            fail NAME [DETAIL]            skip NAME REASON
#   same NAME WANT GOT   passes when two files are equal, shows their difference otherwise
#   captures             the captures to test on, one a line
#   until_true COMMAND   waits until the command succeeds; no more than a minute
#   add_workers LOG...   prints what other runs of the script said, and counts theirs in
#   finish               prints the closing line and exits; call it last
#
# $SONDE is the program under test, $TMP a folder of this script's own, removed at its end.
# shellcheck shell=sh

SONDE=${SONDE:-build/sonde}
CAPTURES=${CAPTURES:-build/captures}
# Real captures beside the clone, where there are some. They are not part of the repository.
SONDE_DATA=${SONDE_DATA:-../shared/data}
TMP=$(mktemp -d "${TMPDIR:-/tmp}/sonde-test.XXXXXX") || exit 1
trap 'rm -rf "$TMP"' EXIT
trap 'exit 129' HUP INT TERM
n_passed=0 n_failed=0 n_skipped=0

pass() {
	n_passed=$((n_passed + 1))
	[ -z "${VERBOSE:-}" ] || echo "ok: $1"
}

fail() {
	n_failed=$((n_failed + 1))
	echo "FAIL: $1"
	[ $# -lt 2 ] || printf '%s\n' "$2" | head -n 48 | sed 's/^/    /'
}

skip() {
	n_skipped=$((n_skipped + 1))
	echo "skip: $1: $2"
}

same() {
	if cmp -s "$2" "$3"; then
		pass "$1"
	else
		fail "$1" "$(diff -a "$2" "$3" | head -n 12 | cut -c 1-200)"
	fi
}

# A minute, because a busy machine is no error.
until_true() {
	tries_left=3000
	until "$@"; do
		tries_left=$((tries_left - 1))
		[ $tries_left -gt 0 ] || return 1
		sleep 0.02
	done
}

captures() {
	for capture in "$CAPTURES"/*.scap "$SONDE_DATA"/*.scap; do
		[ ! -f "$capture" ] || echo "$capture"
	done
}

# One that did not come to its end has failed.
add_workers() {
	for log; do
		sums=$(tail -n 1 "$log" | grep -E '^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$') || {
			fail "a worker comes to its end" "$(tail -n 3 "$log")"
			continue
		}
		sed '$d' "$log"
		# shellcheck disable=SC2086 # P passed, F failed, S skipped
		set -- $sums
		n_passed=$((n_passed + $1)) n_failed=$((n_failed + $3)) n_skipped=$((n_skipped + $5))
	done
}

finish() {
	echo "$n_passed passed, $n_failed failed, $n_skipped skipped"
	[ "$n_failed" = 0 ]
	exit
}
