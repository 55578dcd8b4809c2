#!/bin/sh
# The explorer on screens of several sizes, and while the size changes.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib.sh
. tests/lib.sh
# shellcheck source=tests/tui/term.sh
. tests/tui/term.sh
export TZ=UTC

capture=$CAPTURES/gen-mixed.scap
rows=$("$SONDE" --raw -v procs -r "$capture" | sed '1d;$d' | wc -l)

# No line may be longer than the screen, and the last one must hold the position.
check_screen() {
	# Some awk count bytes.
	widest=$(tui_screen | sed 's/▾/v/g; s/▴/^/g; s/…/>/g' | awk -v w="$2" 'length > w { print; exit }')
	[ -z "$widest" ] && pass "$1: lines fit" || fail "$1: lines fit" "$widest"
	expect_line "$1: the position is in the last line" "$3" "/$rows([0-9.]*%) *$"
}

for size in "160 45" "80 24" "40 10"; do
	# shellcheck disable=SC2086 # two words
	set -- $size
	tui_start "$1" "$2"
	tui_open -r "$capture"
	expect "$1x$2: starts" "For: whole machine"
	expect "$1x$2: the filter is visible" "Filter: evt.type!=sw"
	expect_line "$1x$2: the sort column is marked" 3 "CPU[▾v]"
	expect_line "$1x$2: the command is visible" 3 "Command"
	check_screen "$1x$2" "$1" "$2"
	tui_keys End
	expect "$1x$2: the last row" "$rows/$rows(100.0%)"
	tui_keys s
	expect "$1x$2: the list of columns" "Sort by"
	tui_keys Escape
	tui_wait_gone "Sort by"
	# Only where there is something on the right: elsewhere nothing moves.
	tui_keys Right Right
	if [ "$1" -le 80 ]; then
		expect_line "$1x$2: scrolled to the right" 3 "^D *CPU"
		tui_keys Left Left
	fi
	expect_line "$1x$2: the first column again" 3 "^ *PID"
	tui_keys '?'
	expect "$1x$2: help" "EscClose"
	[ "$2" -gt 24 ] || expect "$1x$2: more help below" "PgDn: more"
	tui_keys End
	expect_gone "$1x$2: none at its end" "PgDn: more"
	tui_keys Escape
	tui_wait "EnterOpen"
	tui_keys q
	expect "$1x$2: quits" 'ready$'
done

# Sizes change while it is open, also to what nothing fits into.
tui_start 100 30
tui_open -r "$capture"
for size in "160 45" "40 10" "20 4" "3 3" "1 1" "200 6" "80 24"; do
	# shellcheck disable=SC2086 # two words
	set -- $size
	tui resize-window -x "$1" -y "$2"
	tui_keys Down Up F1 Escape s Escape d Escape
done
expect "still there after all sizes" "Viewing: Processes"
expect_line "header at 80x24" 3 "PID.*Command"
check_screen "80x24 after all sizes" 80 24
tui_keys '?' End
for size in "120 40" "40 10" "80 24"; do
	# shellcheck disable=SC2086 # two words
	set -- $size
	tui resize-window -x "$1" -y "$2"
	expect_line "the end of the help stays at $1x$2" $(($2 - 1)) "range\.$"
done
tui_keys Escape
tui_wait "EnterOpen"
tui_keys s
tui_wait "Sort by"
tui resize-window -x 120 -y 20
expect "the list stays open over a resize" "Sort by"
expect_line "and the screen is drawn anew" 20 "/$rows([0-9.]*%) *$"
tui_keys Escape
tui_wait "EnterOpen"
tui_keys q
expect "quits" 'ready$'
finish
