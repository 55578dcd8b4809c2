#!/bin/sh
# A recording as it looks on a terminal: the line while it goes and the one at its end, and the
# explorer at the other end of a pipe.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib.sh
. tests/lib.sh
# shellcheck source=tests/tui/term.sh
. tests/tui/term.sh

capture=$CAPTURES/gen-files.scap
size=$(wc -c < "$capture")
has_row() {
	tui_screen | grep -q -x -e "$1"
}

# shows NAME PATTERN: the basic regex comes to match a whole row
shows() {
	until_true has_row "$2" && pass "$1" || fail "$1: no row is \"$2\"" "$(tui_screen)"
}

# run COMMAND: at the prompt; it reads a capture from a pipe that stays open until `exec 7>&-`
run() {
	rm -f "$TMP/in"
	mkfifo "$TMP/in"
	tui_run "$1"
	exec 7> "$TMP/in"
}

tui_start 100 30
run "$SONDE record -r - -w $TMP/x.scap < $TMP/in; echo left=\$?"
cat "$capture" >&7
shows "a line while it goes" '[0-9,]* events, [0-9.]* [kM]B, 00:00:[0-9]*'
tui resize-window -x 26
shows "no longer than the terminal is wide" '[0-9,]* events, [0-9.]* [kM]B'
tui resize-window -x 160
shows "and whole again" '[0-9,]* events, [0-9.]* [kM]B, 00:00:[0-9]*'
tui_keys C-c
shows "Ctrl-C: a summary in its place" "[^0-9]*sonde: [0-9,]* events, .* in $TMP/x.scap; [0-9.]* s"
expect "and status 0" "left=0"
exec 7>&-

tui_run "$SONDE record -r $capture -w -; echo left=\$?"
expect "no capture onto a terminal" "sonde: a capture is nothing for a terminal: name a file after -w"
expect "which is an error" "left=1"

# Both may be on one terminal, where the explorer is to have its picture for itself. A second one shows
# what the recorder alone says. What is flushed comes after a line would have been drawn.
tui new-window -d -n said "echo there is; exec cat"
said() {
	tui capture-pane -p -t said
}
said_has() {
	said | grep -q -e "$1"
}
tui_await said_has "there is"
terminal=$(tui display-message -p -t said '#{pane_tty}')
run "{ $SONDE record -r - -w - < $TMP/in 2> $terminal; echo recorder=\$? >&2; } | $SONDE -r -; echo left=\$?"
head -c $((size / 2)) "$capture" >&7
expect "a pipe to the explorer" "Viewing: Processes"
tui_wait " evts, loading, "
tail -c +$((size / 2 + 1)) "$capture" >&7
expect "shows what comes" "($("$SONDE" print -D -r "$capture" | wc -l) evts, loading, "
shown=$(said | grep -v '^ *$')
[ "$shown" = "there is" ] && pass "no line beside its picture" || fail "no line beside its picture" "$shown"
tui_keys q
expect "q ends the explorer" "left=0"
expect "and the recorder, though nothing comes any more" "recorder=0"
until_true said_has "events, .*, which nobody reads any more; " && pass "which says so" || fail "which says so" "$(said)"
exec 7>&-
tui_stop
finish
