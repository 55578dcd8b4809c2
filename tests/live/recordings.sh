#!/bin/bash
# Every recording, however it was written and however it ended, opens in sysdig 0.29.3, which then
# prints what sonde prints; csysdig shows the same of what the test did.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib.sh
. tests/lib.sh
# shellcheck source=tests/live/lib.sh
. tests/live/lib.sh
live_needs recordings
if ! have_sysdig; then
	skip recordings "compares with sysdig 0.29.3"
	finish
fi

# Something of everything: files, processes, sockets of all families, threads.
work() {
	rm -rf "$TMP/dir"
	mkdir "$TMP/dir"
	"$LIVE/truth" "$TMP/dir" "$TMP/expected"
	"$LIVE/workload" server 7 "$TMP/dir"
	find /usr/share/doc -maxdepth 1 2> /dev/null | head -n 50 | sort > /dev/null
}

# UDP sockets have names of their own (README). csysdig hands on what controls a terminal, and counts
# VIRT in 32 bits. What else runs there may have lines in its arguments, which csysdig breaks rows at.
# Left out is the threaded server, where one thread may get a number that another closes (README).
views_mask='/^udp /d
s/[[:cntrl:]]/./g
s/^(( *[^ ]+){5,6} +[0-9]+) +[0-9]+[KMGT]/\1 VIRT/'

same_views() {
	local log=$TMP/views
	if SONDE_CAPTURES=$2 VIEWS="procs connections files threads" MASK=$views_mask \
		FILTER="(proc.pid=$$ or proc.apid=$$) and proc.name!=workload" tests/oracle/views.sh > "$log" 2>&1; then
		pass "$1: csysdig shows the same"
	else
		fail "$1: csysdig shows the same" "$(cat "$log")"
	fi
}

# What the program did is in there.
complete() {
	local n
	n=$("$SONDE" print -r "$2" -p '%evt.num' \
		'evt.type=close and evt.dir=> and evt.rawarg.fd=-1000001' 2> /dev/null | wc -l)
	[ "$n" -ge 1 ] && pass "$1: has the work" || fail "$1: has the work" "$n marks"
}

# Who was there before and did nothing is in the list, with his parent.
lists_idle() {
	local idle parent
	sleep 4321 9>&- &
	idle=$!
	record_start "$1" || finish
	record_stop
	end $idle
	parent=$("$SONDE" --raw -v procs -r "$1" "proc.pid=$idle" | awk -v p=$idle '$1 == p { print $2 }')
	[ "$parent" = $$ ] && pass "lists who does nothing" ||
		fail "lists who does nothing" "parent of $idle: $parent, not $$"
}
lists_idle "$TMP/idle.scap"

try() {
	same_as_sysdig "$1" "$2"
	complete "$1" "$2"
}

recorded plain work record_start "$TMP/plain.scap"
try plain "$TMP/plain.scap"
same_views plain "$TMP/plain.scap"
mode=$(stat -c %a "$TMP/plain.scap")
[ "$mode" = 600 ] && pass "only its owner reads it" || fail "only its owner reads it" "$mode"

recorded compressed work record_start "$TMP/packed.scap" -z
try compressed "$TMP/packed.scap"
[ "$(od -An -tx1 -N2 "$TMP/packed.scap" | tr -d ' ')" = 1f8b ] ||
	fail "compressed: is compressed"

# Through a pipe, where nothing can be written a second time.
mkfifo "$TMP/pipe"
into_pipe() {
	cat "$TMP/pipe" > "$TMP/piped.scap" 9>&- &
	reader=$!
	record_to "$TMP/pipe" "$TMP/piped.scap" -w -
}
recorded piped work into_pipe
wait $reader
try piped "$TMP/piped.scap"

# A new file every so many events; each can be read alone.
in_turns() {
	rm -rf "$TMP/turns"
	mkdir "$TMP/turns"
	record_to /dev/null "$TMP/turns/turn.scap0" -w "$TMP/turns/turn.scap" -e 1000
}
twice() {
	work
	work
}
recorded turns twice in_turns
turns=$(find "$TMP/turns" -type f | wc -l)
[ "$turns" -ge 4 ] && pass "a new file every 1000 events" ||
	fail "a new file every 1000 events" "$turns files: $(ls "$TMP/turns")"
# The first, the last, and so many between them that it takes no longer on a machine with other work.
find "$TMP/turns" -type f | sort -V | awk '{ f[NR] = $0 } END {
	step = NR > 6 ? (NR - 1) / 5 : 1
	for (i = 1; i < NR; i += step) print f[int(i)]
	print f[NR] }' > "$TMP/chosen"
for turn in $(cat "$TMP/chosen"); do
	same_as_sysdig "turn $(basename "$turn")" "$turn"
done

# Of this test and its children.
has_events() {
	[ "$("$SONDE" print -r "$1" "proc.pid=$$ or proc.apid=$$" 2> /dev/null | head -n 101 | wc -l)" -gt 100 ]
}

# killed NAME ARGUMENT...: in the middle of it; up to the last whole block, everything is there.
killed() {
	local name=$1 busy
	shift
	record_start "$TMP/killed.scap" "$@" || finish
	work
	"$LIVE/workload" busy 30 > /dev/null 9>&- &
	busy=$!
	until_true has_events "$TMP/killed.scap" || fail "$name: something comes into the file"
	kill -9 $recorder
	wait $recorder 2> /dev/null
	recorder=
	end $busy
	same_as_sysdig "$name" "$TMP/killed.scap" cut
	[ "$(wc -l < "$TMP/ours")" -gt 100 ] && pass "$name: has events" ||
		fail "$name: has events" "$(wc -l < "$TMP/ours")"
}
killed "killed"
killed "killed while it compresses" -z

# -M is over even when nothing matches that would tell the time.
for face in "record -w /dev/null" print "print -c topfiles_bytes"; do
	# shellcheck disable=SC2086
	timeout 300 "$SONDE" $face -M 1 proc.name=no-such-program > "$TMP/out" 2>&1 < /dev/null 9>&- &&
		pass "$face ends after its time" || fail "$face ends after its time" "$(cat "$TMP/out")"
done
finish
