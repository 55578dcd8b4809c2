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

# report BUTTON COLUMN LINE: from 1; 0 press, 3 release, 32 drag, 64 and 65 wheel. The encoding
# is the terminal's own: ESC [ M and three bytes, or ESC [ < numbers.
report() {
	if infocmp -x "$(tui display-message -p '#{default-terminal}')" 2>/dev/null | grep -q 'kmous=\\E\[<'; then
		end=M
		[ "$1" != 3 ] || end=m
		printf '\033[<%d;%d;%d%s' "$(($1 == 3 ? 0 : $1))" "$2" "$3" "$end" | od -An -v -tx1
	else
		printf '1b 5b 4d %x %x %x ' $(($1 + 32)) $(($2 + 32)) $(($3 + 32))
	fi
}
# mouse BUTTON COLUMN LINE [BUTTON COLUMN LINE]...: all at once, as two clicks that belong together are.
mouse() {
	# shellcheck disable=SC2046 # one word a byte
	tui send-keys -H $(while [ $# -gt 0 ]; do report "$1" "$2" "$3"; shift 3; done)
}
click() {
	mouse 0 "$1" "$2" 3 "$1" "$2"
}
double_click() {
	mouse 0 "$1" "$2" 3 "$1" "$2" 0 "$1" "$2" 3 "$1" "$2"
}
# PIDs of the view, in ascending order.
pids() {
	"$SONDE" --batch=csv -v procs -r "$capture" | sed 1d | cut -d, -f1 | sort -n
}

tui_start 120 30
tui_open -r "$capture"
tui_wait "1/$rows("
click 20 8
expect "a click selects the row" "5/$rows("
mouse 65 20 8
expect "the wheel goes down" "8/$rows("
mouse 64 20 8
expect "and up" "5/$rows("
mouse 65 20 8 65 20 8
expect "what comes in one go counts one by one" "11/$rows("
mouse 64 20 8 64 20 8
tui_wait "5/$rows("
click 5 3
expect_line "a click on a header sorts" 3 "PID[▾▴v^]"
expect_line "the largest first" 4 "^ *$(pids | tail -n 1) "
click 5 3
expect_line "again reverses" 4 "^ *$(pids | head -n 1) "
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
pid=$(pids | sed -n 3p)
double_click 20 6
expect_line "two clicks open the row" 1 "Viewing: FDs For: proc.pid=$pid"
tui_keys BSpace
tui_wait "Viewing: Processes"
tui_keys F9
tui_wait "Sort by"
double_click 3 5
expect_line "two clicks choose from a list" 3 "PPID[▾▴v^]"

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
