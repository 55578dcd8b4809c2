#!/bin/sh
# The mouse, as a terminal reports it: clicks, double clicks, the wheel, dragging.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib.sh
. tests/lib.sh
# shellcheck source=tests/tui/term.sh
. tests/tui/term.sh
export TZ=UTC

capture=$CAPTURES/gen-mixed.scap
rows=$("$SONDE" --raw -v procs -r "$capture" | sed '1d;$d' | wc -l)

# mouse BUTTON COLUMN LINE: from 1; 0 press, 3 release, 32 drag, 64 and 65 wheel. The encoding
# is the terminal's own: ESC [ M and three bytes, or ESC [ < numbers.
mouse() {
	if infocmp -x "$(tui display-message -p '#{default-terminal}')" 2>/dev/null | grep -q 'kmous=\\E\[<'; then
		end=M
		[ "$1" != 3 ] || end=m
		tui_text "$(printf '\033[<%d;%d;%d%s' "$(($1 == 3 ? 0 : $1))" "$2" "$3" "$end")"
	else
		# shellcheck disable=SC2046 # one word a byte
		tui send-keys -H 1b 5b 4d $(printf '%x %x %x' $(($1 + 32)) $(($2 + 32)) $(($3 + 32)))
	fi
}
click() {
	mouse 0 "$1" "$2"
	mouse 3 "$1" "$2"
}

tui_start 120 30
tui_text "clear; $SONDE -r $capture"
tui_keys Enter
tui_wait "1/$rows("
click 20 8
expect "a click selects the row" "5/$rows("
mouse 65 20 8
expect "the wheel goes down" "8/$rows("
mouse 64 20 8
expect "and up" "5/$rows("
click 5 3
expect_line "a click on a header sorts" 3 "PID[▾▴v^]"
first=$(tui_line 4 | awk '{ print $1 }')
click 5 3
tui_wait_gone "^ *$first "
[ "$(tui_line 4 | awk '{ print $1 }')" != "$first" ] && pass "again reverses" || fail "again reverses"
click 60 2
expect_line "a click on the filter edits it" 29 "^Filter: evt.type!=switch"
click 20 8
expect_line "and typing is not disturbed" 29 "^Filter: evt.type!=switch"
tui_keys Escape
tui_wait "F1Help"
click 2 30
expect "a click on a key presses it" "In a table"
mouse 65 20 8
expect_gone "the wheel scrolls pages" "A table shows what"
tui_keys Escape
tui_wait "F1Help"
tui_keys '$'
pid=$(tui_line 6 | awk '{ print $1 }')
click 20 6
click 20 6
expect_line "two clicks open the row" 1 "Viewing: FDs For: proc.pid=$pid"
tui_keys BSpace
tui_wait "Viewing: Processes"
tui_keys F9
tui_wait "Sort by"
click 3 4
click 3 4
expect_line "two clicks choose from a list" 3 "PID[▾▴v^]"

# The time strip: a click puts the cursor, dragging makes a range.
tui_keys t
tui_wait "events/s"
click 40 26
expect_line "a click puts the cursor" 29 "^[─]\{39\}▲"
mouse 0 20 26
mouse 32 30 26
mouse 32 50 26
mouse 3 50 26
expect_line "dragging selects a range" 1 "^Time: +0.0001"
tui_keys r q
tui_wait 'ready$'
finish
