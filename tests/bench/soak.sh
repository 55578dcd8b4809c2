#!/bin/bash
# Live capture at full rate for a long time: memory flat, descriptors constant, every event
# received or counted as lost.
#
#   tests/bench/soak.sh [SECONDS]      default 600
#
# Two rounds of half the time each: the recorder, writing to nowhere, and the explorer with a
# bounded history, in a terminal that nobody looks at. As root. Last line as of every test.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib.sh
. tests/lib.sh
# shellcheck source=tests/live/lib.sh
. tests/live/lib.sh
live_needs soak

seconds=${1:-600}
half=$((seconds / 2))
# MiB; of a short run it is full at once on slow machines, too.
history=$((seconds < 120 ? 16 : 64))
samples=$TMP/samples

# Memory in KiB and descriptors of a process, one line a second, so many of them.
watch_process() {
	local pid=$1
	for _ in $(seq "$2"); do
		[ -d "/proc/$pid" ] || break
		echo "$(awk '/^RssAnon:/ { print $2 }' "/proc/$pid/status") $(find "/proc/$pid/fd" | wc -l)"
		sleep 1
	done > "$samples"
}

# More calls than can be recorded, until `end $busy`; $TMP/done then says how many. Of a name that
# nobody else has.
work=soak-$$
cp "$LIVE/workload" "$TMP/$work"
busy_start() {
	"$TMP/$work" busy $((2 * seconds + 600)) > "$TMP/done" 9>&- &
	busy=$!
}

# After the first third nothing may grow any more, but for a twentieth of the memory and 24 MiB: what
# is known of threads and files grows by 16 before a compact copy takes its place, beside which it
# stays for a moment. Files that are read once a second are open at some of the looks: the fewest open
# in the second half are compared with the fewest in the first.
flat() {
	local verdict
	verdict=$(awk '
		{ rss[NR] = $1; fds[NR] = $2 }
		END {
			from = int(NR / 3) + 1
			for (i = 1; i <= from; i++)
				if (rss[i] > most)
					most = rss[i]
			limit = most * 1.05 + 24 * 1024
			before = after = 1e9
			for (i = from; i <= NR; i++) {
				if (rss[i] > limit)
					over = rss[i] " KiB after " i " s, up to then " most
				if (i <= (from + NR) / 2 && fds[i] < before)
					before = fds[i]
				if (i > (from + NR) / 2 && fds[i] < after)
					after = fds[i]
			}
			if (after > before)
				grown = after " descriptors at the end, before " before
			if (NR < 3 || most == 0)
				print "ended after " NR " s"
			else if (over != "" || grown != "")
				print over " " grown
			else
				print "ok " most " KiB, " before " descriptors"
		}' "$samples")
	case $verdict in
	ok*) pass "$1: memory and descriptors" && echo "$1: ${verdict#ok }" ;;
	*) fail "$1: memory and descriptors" "$verdict" ;;
	esac
}

# --------------------------------------------------------------------------- recorder

# What is written is counted, not kept: a reader that prints only the number of events.
mkfifo "$TMP/pipe"
{
	dd bs=1 count=1 2> /dev/null
	touch "$TMP/begun"
	exec cat
} < "$TMP/pipe" | "$SONDE" print -r - -p '%evt.num' 2> "$TMP/print.err" 9>&- \
	"evt.type=write and proc.name=$work and fd.name=/dev/null" | wc -l > "$TMP/received" &
reader=$!
"$SONDE" "$RECORD" -v -w - "evt.type=write and proc.name=$work and fd.name=/dev/null" \
	> "$TMP/pipe" 2> "$TMP/record.err" 9>&- &
recorder=$!
until_true test -e "$TMP/begun" || fail "recorder: begins" "$(cat "$TMP/record.err")"
busy_start
watch_process $recorder "$half"
end $busy
record_stop
wait $reader
flat recorder
written=$(cat "$TMP/done") received=$(cat "$TMP/received")
sent=$(figure "Driver Events") lost=$(lost_events) kept=$(figure "Captured Events")
echo "recorder: $written calls; ${sent:-?} events sent, ${lost:-?} lost, ${kept:-?} kept"
# Each call is an enter and an exit event. Nothing is kept twice; what is missing is counted.
if [ -n "$lost" ] && [ "$received" = "$kept" ] && [ "$kept" -le $((2 * written)) ] &&
	[ $((2 * written - kept)) -le "$lost" ]; then
	pass "recorder: received or counted as lost"
else
	fail "recorder: received or counted as lost" \
		"$written calls, $received events received; $(cat "$TMP/record.err")"
fi

# --------------------------------------------------------------------------- explorer

if ! command -v tmux > /dev/null; then
	skip explorer "needs tmux"
	finish
fi
socket=sonde-soak-$$
tmux -L $socket -f /dev/null new-session -d -x 100 -y 30 "exec $SONDE --history $history" 9>&-
explorer=$(tmux -L $socket list-panes -F '#{pane_pid}' 2> /dev/null)
if [ -z "$explorer" ]; then
	fail "explorer: begins" "$("$SONDE" --history $history 2>&1 < /dev/null | head -n 3)"
	finish
fi
busy_start
watch_process "$explorer" "$half"
shows_work() {
	tmux -L $socket capture-pane -p | grep -q "$work"
}
if until_true shows_work; then
	pass "explorer: shows what happens"
else
	fail "explorer: shows what happens" "$(tmux -L $socket capture-pane -p)"
fi
end $busy
tmux -L $socket kill-server
flat explorer
finish
