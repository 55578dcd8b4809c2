#!/bin/sh
# The time strip: cursor, range, zoom, steps, playing.
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
tui_open -r "$capture" -v dig
all=$(count 'evt.num>0')
tui_keys t
expect_line "t opens the strip at the beginning" 23 "^+0.000000s "
expect_line "with the cursor" 29 "^▲"
expect_line "and its keys" 30 "^SpacePlay"
# Internal events are stepped over: they are not in the list.
nth() {
	"$SONDE" print -r "$capture" | sed -n "${1}p" | awk '{ print $1 }'
}
tui_keys .
expect_line "a step: the first event" 23 "event $(nth 1) "
expect "which is selected" "1/$all("
tui_keys . . . .
expect_line "more steps" 23 "event $(nth 5) "
expect "are selected too" "5/$all("
tui_keys ,
expect_line "one back" 23 "event $(nth 4) "

# A range restricts what is shown, at once.
tui_keys ':'
tui_text "0.0002"
tui_keys Enter
expect_line "go to a time" 23 "^+0.000200s"
tui_keys '['
from=$(count 'evt.reltime>=200000')
expect "events from the cursor on" "/$from("
expect_line "the range is said" 1 "^Time: +0.000200s to "
tui_keys ':'
tui_text "0.0004"
tui_keys Enter ']'
part=$(count 'evt.reltime>=200000 and evt.reltime<=400000')
expect "and up to another time" "/$part("
[ "$part" -gt 0 ] && [ "$part" -lt "$from" ] && [ "$from" -lt "$all" ] &&
	pass "a part of the whole" || fail "a part of the whole" "$part $from $all"
tui_keys '>'
part=$(count 'evt.reltime>400000 and evt.reltime<=600001')
expect "the next range is as long" "/$part("
expect_line "and begins where the last one ended" 1 "^Time: +0.000400s to +0.000600s"
tui_keys '<'
expect_line "and back" 1 "^Time: +0.000200s to +0.000400s"
tui_keys e
expect_line "other levels follow" 1 "^Time: .*Viewing: I/O"
tui_keys d
tui_wait "Viewing: Events"
tui_keys v
tui_wait "Select View"
tui_keys Enter
expect_line "and views" 1 "^Time: .*to +0.000400s"
tui_keys d
tui_wait "Viewing: Events"
tui_keys r
expect_gone "r shows the whole time again" "Time: "
tui_keys BSpace
tui_wait "Viewing: Blocked now"
expect_gone "levels above, too" "Time: "

# Zoom.
tui_keys +
expect_line "zoomed" 23 "zoom x2"
tui_keys + -
expect_line "and back a step" 23 "zoom x2"
tui_keys 0
expect_gone "the whole again" "zoom x"
tui_keys Right Right Left
expect_line "the cursor moves by cells" 29 "^[─━]*▲"

tui_keys t
expect_gone "t closes the strip" "events/s"
tui_keys q
tui_wait 'ready$'

# Playing: so slow that one can look, then so fast that it ends.
tui_open --demo -v dig
tui_keys t '{' '{' '{' '{'
expect_line "slower" 23 "speed 0.0625"
tui_keys Space
expect_line "plays" 23 "playing"
tui_keys -N 18 '}'
expect_line "up to the end" 29 "▲$"
expect_gone "and stops there" "playing"
tui_keys r t
expect_gone "t closes the strip" "events/s"
tui_keys q
tui_wait 'ready$'

# Where there is little room, the strip takes little; where there is none, it is not there.
tui_start 40 10
tui_open -r "$capture"
tui_keys t
expect_line "40x10: the strip" 9 "^▲"
expect_line "40x10: rows above it" 4 "^ *[0-9]"
tui resize-window -x 40 -y 6
expect_gone "40x6: no strip" "events/s"
tui resize-window -x 80 -y 24
expect_line "80x24: there again" 23 "^▲"
tui_keys q
tui_wait 'ready$'
finish
