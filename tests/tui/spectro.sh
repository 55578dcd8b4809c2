#!/bin/sh
# Spectrograms: opened, moved in, opened again as events, on screens of any size and without colours.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib.sh
. tests/lib.sh
# shellcheck source=tests/tui/term.sh
. tests/tui/term.sh
export TZ=UTC

capture=$CAPTURES/gen-mixed.scap
all=$("$SONDE" print -r "$capture" 'evt.dir=< and evt.latency>0' | wc -l)

tui_start 120 30
tui_open -r "$capture" -v spectro_all
expect_line "-v opens a spectrogram" 1 "^Viewing: Spectrogram-All"
expect_line "it has an axis" 29 "^|1ns .*|1us .*|1ms .*|10s"
expect_line "and says what is selected" 3 "^+0.00000[0-9]s to +"

# The whole as one rectangle: every call is in it.
tui_keys g m G
i=0
while [ $i -lt 120 ]; do
	tui_keys Right
	i=$((i + 1))
done
expect_line "a rectangle" 3 "  $all "
tui_keys Enter
expect_line "Enter opens its events" 1 "^Viewing: Events For: evt.rawtime>="
expect "all of them" "/$all("
tui_keys BSpace
expect_line "and back" 1 "^Viewing: Spectrogram-All"
# What other screens use does nothing here.
tui_keys F9 / x F4 y Escape F8
expect "keys that mean nothing say so" "does nothing here"
tui_keys v
expect "another view from here" "Select View"
tui_keys Escape
tui_wait "EnterEvents"
for size in "40 10" "20 4" "2 2" "160 45" "80 24"; do
	# shellcheck disable=SC2086 # two words
	set -- $size
	tui resize-window -x "$1" -y "$2"
	tui_keys Down Right
done
expect_line "after resizes the axis is at its place" 23 "^|1ns "
tui_keys q
tui_wait 'ready$'

# Of nothing there is no time either.
tui_open -r "$capture" -v spectro_all proc.name=nobody
expect_line "a spectrogram of nothing says so" 3 "^No events *$"
tui_keys Enter
expect "there is nothing to open" "Nothing happened there"
tui_keys q
tui_wait 'ready$'

# Of one row, by F12.
tui_open -r "$capture"
tui_search nginx
tui_keys F12
expect_line "F12 opens that of a row" 1 "Viewing: Spectrogram-All For: proc.pid=100"
tui_keys BSpace
tui_wait "Viewing: Processes"
tui_keys S
expect_line "so does S" 1 "Viewing: Spectrogram-All For: proc.pid=100"
tui_keys q q
tui_wait 'ready$'
tui_run "NO_COLOR=1 TERM=vt100 $SONDE -r $capture -v spectro_all"
expect "without colours there are characters" "::"
tui_keys q
tui_wait 'ready$'
finish
