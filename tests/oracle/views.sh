#!/bin/bash
# `sonde --raw -v VIEW` against csysdig 0.29.3: the same rows, in whatever order.
#
#   tests/oracle/views.sh [CAPTURE...]     default: $SONDE_CAPTURES, else what lib.sh finds
#
# Left out of the comparison is what csysdig leaves to chance or gets wrong:
#
# - where the threads of a process say different things (user, parent, command line), csysdig
#   shows those of whichever thread it meets first, we those of the main thread;
# - events that belong to no process (container events, process -1): which of them is the row
#   that speaks for the others is chance, too.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib.sh
. tests/lib.sh
export TZ=${TZ:-UTC}
command -v csysdig > /dev/null || {
	skip views "needs csysdig 0.29.3"
	finish
}

# Why a capture cannot be compared, or nothing.
obstacle() {
	case $(basename "$1") in
	gen-every-*) echo "has events that the reference does not know; they are counted here" ;;
	gen-exit-only*) echo "the reference does not know what exit-only events are about" ;;
	gen-threads*) echo "a number is opened by one thread while another closes it (README)" ;;
	esac
}

# Cells of the procs view are ten wide, except for names: with more than one thread, keep what
# the threads agree on.
mask_procs() {
	sed -E -e '/^ *-1 /d' \
		-e 's/^(.{10}) .{10} (.{10}) [^ ]* +([2-9]|[1-9][0-9]+) +([^ ]+) +([^ ]+) +([^ ]+) +([^ ]+) .*$/\1 \2 \3 \4 \5 \6 \7/'
}

# The same with -pc: a process id and a container's name more.
mask_procs_pc() {
	sed -E -e '/^ *-1 /d' \
		-e 's/^(.{10}) .{10} .{10} (.{10}) [^ ]* +([2-9]|[1-9][0-9]+) +([^ ]+) +([^ ]+) +([^ ]+) +([^ ]+) .*$/\1 \2 \3 \4 \5 \6 \7/'
}

mask_threads() {
	sed -E -e '/^ *-1 /d'
}

mask_threads_pc() {
	mask_threads
}

# check CAPTURE VIEW MASK ARGUMENT...
check() {
	local capture=$1 view=$2 mask=$3
	shift 3
	timeout 60 csysdig --raw -v "$view" -r "$capture" "$@" > "$TMP/raw" 2> "$TMP/theirs.err" \
		< /dev/null
	if [ $? -ge 124 ]; then
		skip "$view $*, $(basename "$capture")" "csysdig itself crashes"
		return
	fi
	LC_ALL=C sort "$TMP/raw" | "$mask" | LC_ALL=C sort > "$TMP/theirs"
	timeout 60 "$SONDE" --raw -v "$view" -r "$capture" "$@" < /dev/null 2> "$TMP/ours.err" |
		LC_ALL=C sort | "$mask" | LC_ALL=C sort > "$TMP/ours"
	same "$view $*, $(basename "$capture")" "$TMP/theirs" "$TMP/ours"
}

# shellcheck disable=SC2086 # a list of words
[ $# -gt 0 ] || set -- ${SONDE_CAPTURES:-$(captures)}
for capture; do
	# Captures that only newer readers, or none, read to their end.
	[[ $(basename "$capture") != x-* ]] || continue
	why=$(obstacle "$capture")
	if [ -n "$why" ]; then
		skip "$(basename "$capture")" "$why"
		continue
	fi
	check "$capture" procs mask_procs
	check "$capture" procs mask_procs_pc -pc
	check "$capture" threads mask_threads
	check "$capture" threads mask_threads_pc -pc
	# Where little happens, filters have little to say.
	case $(basename "$capture") in
	gen-list-* | gen-gzip* | gen-cut* | gen-hidden* | gen-minimal* | gen-minor*) continue ;;
	esac
	check "$capture" procs mask_procs "evt.type in (open,openat,read,write)"
	check "$capture" threads mask_threads "fd.type=file"
	check "$capture" threads mask_threads "not fd.name exists"
done
finish
