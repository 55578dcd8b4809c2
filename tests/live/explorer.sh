#!/bin/bash
# The explorer on the running system: a process that is known is found, opened, held, and not lost.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib.sh
. tests/lib.sh
# shellcheck source=tests/live/lib.sh
. tests/live/lib.sh
# shellcheck source=tests/tui/term.sh
. tests/tui/term.sh
live_needs "live explorer"
if ! command -v tmux > /dev/null; then
	skip "live explorer" "tmux is not there"
	finish
fi

children=()
abandon() {
	end "${children[@]}"
	tui_stop
	rm -rf "$TMP"
}
trap abandon EXIT

# A program of a name of its own, which writes a numbered line to a file now and then.
cp "$(command -v bash)" "$TMP/diarist"
# shellcheck disable=SC2016
"$TMP/diarist" -c 'exec 3> "$0"; i=0; while :; do i=$((i + 1)); echo "entry $i." >&3; sleep 0.05; done' \
	"$TMP/diary.txt" 9>&- &
worker=$!
children+=("$worker")

entries() {
	wc -l < "$TMP/diary.txt"
}

# Is an entry of that number or a later one on the screen? Between two pictures come several.
shows_from() {
	tui_screen | sed -n 's/.*data=entry \([0-9]*\)\..*/\1/p' | awk -v n="$1" '$1 >= n { found = 1 } END { exit !found }'
}

# expect_from NAME N
expect_from() {
	until_true shows_from "$2" && pass "$1" || fail "$1: no entry from $2 on" "$(tui_screen)"
}

sonde_pid() {
	pgrep -P "$(tui display-message -p '#{pane_pid}')" -x sonde
}

tui_start 140 40 "$FIRST $SONDE --buffer $BUFFER -d 500 -s 200"
expect "starts live" "Source: Live System ("
expect "with the processes" "Viewing: Processes"
expect "and who did nothing" "process"
worker_row() {
	tui_screen | grep -q "^ *$worker .*$TMP/diarist -c"
}
tui_text "\\$TMP/diarist -c"
tui_keys Enter
until_true worker_row && pass "the process is found" || fail "the process is found" "$(tui_screen)"
tui_keys q
tui_wait 'ready$'

# The same without all the rest.
tui_run "$FIRST $SONDE --buffer $BUFFER -d 500 -s 200 proc.pid=$worker"
tui_await worker_row
tui_search diarist

# What is selected stays, whatever is sorted and renewed.
tui_keys Enter
expect "Enter opens its descriptors" "Viewing: FDs For: proc.pid=$worker"
expect_line "with a row at once" 4 "^ *$worker "
tui_keys BSpace
tui_wait "Viewing: Processes"
tui_keys d
expect "d opens its events" "For: proc.pid=$worker"
expect "with the file" "(<f>$TMP/diary.txt)"
expect "the past is there" "data=entry"
expect "and it follows" "Following"
expect_from "what comes is shown" $(($(entries) + 5))

# The picture is held; what happens meanwhile is captured all the same.
tui_keys p
expect "p pauses" "PAUSED"
# A key without a meaning is answered in the last line, when all the others have been drawn.
tui_keys F11
tui_wait "F11 does nothing here"
before=$(tui_screen | sed '1,2d')
n=$(entries)
tui_await eval '[ "$(entries)" -gt $((n + 30)) ]'
[ "$before" = "$(tui_screen | sed '1,2d')" ] && pass "the picture is held" ||
	fail "the picture is held" "$(tui_screen)"
tui_keys p
expect_gone "p goes on" "PAUSED"
tui_search "entry $((n + 15))."
expect "nothing was missed meanwhile" "data=entry $((n + 15))."

# The data, as text.
tui_keys e
expect "e shows what it wrote" "to $TMP/diary.txt"
tui_keys BSpace
expect "back to the table" "Viewing: Processes"

tui_keys i
expect "i adds up" "adding up"
tui_keys i
expect_gone "i again: intervals" "adding up"

strip_is_later() {
	tui_screen | grep -qE '^\+[1-9][0-9]*\.[0-9]+s '
}
tui_keys t
until_true strip_is_later && pass "t opens the time strip at now" ||
	fail "t opens the time strip at now" "$(tui_screen)"
tui_keys t

# Enter on what came and went: a table of dead processes cannot be opened wrongly, and q is q.
tui_keys q
expect "q quits" 'ready$'
[ "$(tui display-message -p '#{alternate_on}#{cursor_flag}')" = 01 ] &&
	pass "screen and cursor are restored" || fail "screen and cursor are restored"

# That there is nothing, and why, is told whole on a narrow screen, too.
tui_run "$FIRST $SONDE -v dig proc.name=nonesuch"
tui_wait "No events in what is kept"
tui resize-window -x 40 -y 10
expect_line "why there are no events" 5 "^No events in what is kept; I says how$"
expect_line "to the last word" 6 "^far back it goes$"
tui_keys q
tui resize-window -x 140 -y 40
tui_wait 'ready$'

# An action: for the process of the row, shown first, run when it was confirmed.
"$(command -v sleep)" 3600 9>&- &
victim=$!
children+=("$victim")
tui_run "$FIRST $SONDE --buffer $BUFFER proc.pid=$victim"
tui_wait "sleep 3600"
for answer in n y; do
	tui_keys F8
	tui_wait "Select Action"
	tui_keys k
	expect "what would be run is asked" "Run this? (y/n) kill $victim"
	grep -aq sleep "/proc/$victim/cmdline" && pass "until $answer it has not run" || fail "until $answer it has not run"
	tui_keys $answer
	tui_wait_gone "Run this?"
done
wait $victim
[ $? = 143 ] && pass "y runs it" || fail "y runs it" "$(tui_screen)"
children=("$worker")
tui_keys q
tui_wait 'ready$'

# The history is as long as it was told to be: what is older is gone, and the rest is still right.
tui_run "$FIRST $SONDE --buffer $BUFFER --history 16 -d 200 -v dig proc.pid=$worker"
expect "events of one process" "data=entry"
dd if=/dev/zero of=/dev/null bs=1 count=150000 2> /dev/null 9>&-
expect_from "follows while the past is forgotten" $(($(entries) + 5))
tui_keys g
expect_line "the first line is one that is there" 4 "^[0-9]* .*diarist"
tui_keys q
tui_wait 'ready$'

# Loss is said: nobody reads while the buffers run over. The shell must not notice that its child
# was stopped. Of dd alone: among all processes there is the one that looks for the words.
tui_text "set +m"
tui_keys Enter
tui_run "$SONDE --buffer 1 -d 200 --history 16 proc.name=dd"
expect "with small buffers" "Live System"
pid=$(sonde_pid)
kill -STOP "$pid"
dd if=/dev/zero of=/dev/null bs=1 count=100000 2> /dev/null 9>&-
kill -CONT "$pid"
expect "loss is told" "LOST "
tui_keys I
expect "I says why" "lost: the buffer was full"
how_many() {
	tui_screen | grep -q '^ *[1-9][0-9]*  lost: the buffer was full'
}
until_true how_many && pass "and how many" || fail "and how many" "$(tui_screen)"
tui_keys Escape
expect_gone "the page closes" "lost: the buffer"
tui_keys q
tui_wait 'ready$'

# Without a screen: one interval.
"$SONDE" --raw -v procs -d 300 "proc.pid=$worker" > "$TMP/raw" 2> "$TMP/raw.err" < /dev/null
grep -q "^ *$worker .*diarist" "$TMP/raw" && pass "--raw shows one interval" ||
	fail "--raw shows one interval" "$(cat "$TMP/raw" "$TMP/raw.err")"
finish
