#!/bin/sh
# The filter line: the filter that is there, mistakes, completion, history; filters from cells.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib.sh
. tests/lib.sh
# shellcheck source=tests/tui/term.sh
. tests/tui/term.sh
export TZ=UTC

capture=$CAPTURES/gen-mixed.scap
count() {
	"$SONDE" print -r "$capture" "$1" | wc -l
}

tui_start 120 30
tui_open -r "$capture"
tui_keys f
expect_line "f opens the filter with the one that is there, to be gone on with" 29 "^Filter: evt.type!=switch and$"
expect "it says how many events match" "$(count 'evt.type!=switch') of "
tui_text "proc.pid=100"
expect_line "what is typed refines it" 29 "^Filter: evt.type!=switch and proc.pid=100$"
tui_keys Escape f Enter
tui_wait "F2Views"
expect_line "untouched it stays as it is" 2 "Filter: evt.type!=switch$"

# The reason stands under the column, while one types. A blank instead of going on: no second and.
tui_keys f
tui_text " and proc.nme=nginx"
expect_line "a mistake is marked under its column" 30 "^ \{29\}^ unknown field 'proc.nme'"
expect "and the nearest name is told" "did you mean 'proc.name'?"
tui_keys Enter
expect_line "Enter does not take it" 29 "^Filter: evt.type!=switch and proc.nme=nginx"

# Editing.
tui_keys C-w
tui_text "proc.na"
expect "fields are offered with what they mean" "proc.name Name of the program"
tui_keys Tab
expect_line "Tab completes the field" 29 "and proc.name$"
tui_text " "
expect "operators are offered" "icontains"
tui_text "= "
expect "values seen in the capture are offered" '"nginx"'
tui_text "ngi"
tui_keys Tab
expect_line "Tab completes the value" 29 'proc.name = "nginx"$'
expect "matching events are counted before Enter" "$(count 'evt.type!=switch and proc.name = nginx') of "
tui_keys Enter
expect_line "Enter takes it" 2 'Filter: evt.type!=switch and proc.name = "nginx"$'
expect "the table follows" "1/1("

# A level below refines it; going back finds it again.
tui_keys Enter
expect_line "below, it is the base" 2 'and proc.name = "nginx") and ((*proc.pid='
tui_keys BSpace
expect_line "and after going back it is there" 2 'Filter: evt.type!=switch and proc.name = "nginx"$'

# History, in one run and the next.
tui_keys f C-u
tui_text "proc.pid>0"
tui_keys Enter
expect_line "another filter" 2 'Filter: proc.pid>0$'
tui_keys f C-u Up Up
expect_line "Up brings back the one before" 29 'Filter: evt.type!=switch and proc.name = "nginx"$'
tui_keys Down
expect_line "Down the next" 29 'Filter: proc.pid>0$'
tui_keys Escape
tui_wait "F2Views"
expect_line "Escape leaves the filter" 2 'Filter: proc.pid>0$'
tui_keys q
tui_wait 'ready$'
[ "$(stat -c %a "$TMP/state/sonde/history")" = 600 ] &&
	pass "the history is nobody else's" || fail "the history is nobody else's"
tui_open -r "$capture" -v dig proc.name=nginx
tui_keys f C-u Up
expect_line "the history is kept" 29 'Filter: proc.pid>0$'
tui_keys C-u
expect "an empty filter is said" "no filter: all events"
tui_keys Enter
expect_line "and taken" 2 "Filter: none"
tui_keys q
tui_wait 'ready$'

# From a cell.
tui_open -r "$capture"
tui_search nginx
tui_keys Tab
expect_line "with a cell selected, the keys at the bottom say so" 30 "^=Only !Not"
tui_keys '='
expect_line "= adds the value of the cell" 2 "Filter: evt.type!=switch and proc.pid=100$"
expect "rows follow" "1/1("
tui_keys f C-u
tui_text "evt.type!=switch"
tui_keys Enter
expect_line "back to the first filter" 2 "Filter: evt.type!=switch$"
tui_keys '!'
expect_line "! adds its opposite" 2 "Filter: evt.type!=switch and proc.pid!=[-0-9]*$"
tui_keys Tab Tab "="
expect "a sum is no value of an event" "made of many events"
tui_keys Escape '!'
expect_line "without a cell ! sorts" 3 "PID[▾▴v^]"
tui_keys q
tui_wait 'ready$'
refused() {
	tui_open -r "$capture" -v "$1"
	n=$2
	while [ "$n" -gt 0 ]; do
		tui_keys Tab
		n=$((n - 1))
	done
	tui_keys '='
	expect "$3" "$4"
	tui_keys Escape q
	tui_wait 'ready$'
}
refused latency 2 "nor is a percentile" "P50 is made of many events"
refused fds 9 "nor who has the other end" "PEER is known at the end only"

# On a small screen the line scrolls and the mark stays under its column.
tui_start 40 10
tui_open -r "$capture"
tui_keys f
tui_text " and proc.name=nginx and foo=1"
expect_line "40x10: the end is visible" 8 "^Filter: .*and foo=1$"
expect_line "40x10: the mistake is told" 9 "unknown field"
tui_keys C-a
expect_line "40x10: so is the beginning" 8 "^Filter: evt.type!=switch"
tui_keys C-e C-u
tui_text "evt.dir=> exists"
expect_line "40x10: what is wrong is told in two lines" 9 "^expected 'and', 'or' or the end of the$"
expect_line "40x10: whole" 10 "^filter, found 'exists'$"
tui capture-pane -pe | sed -n 8p | grep -q '7[;m].*e.*xists' && pass "40x10: with the mistake marked" ||
	fail "40x10: with the mistake marked" "$(tui capture-pane -pe | sed -n 8p)"
tui_keys Escape
tui_wait "F1Help"
tui_keys q
tui_wait 'ready$'
finish
