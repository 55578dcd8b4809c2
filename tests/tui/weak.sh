#!/bin/sh
# What goes wrong in csysdig's interface does not go wrong here: one test or more for each of the
# known weaknesses, W-1 to W-23, by the keys that show it there.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib.sh
. tests/lib.sh
# shellcheck source=tests/tui/term.sh
. tests/tui/term.sh
export TZ=UTC

capture=$CAPTURES/gen-mixed.scap
explore() {
	tui_open -r "$capture" "$@"
}
leave() {
	tui_keys F10
	tui_wait 'ready$'
}

tui_start 120 30
explore -v errors
tui_keys '#' '$' '%' '^' '&' '*' '('
expect "W-1: a sort key without a column is told" "There are 2 columns"
leave
explore -v connections
tui_keys '@' '$' '@'
expect_line "W-1: addresses can be sorted by" 3 "LIP[▾▴v^]"
expect "W-15: and read" " 203.0.113.9 "
leave

explore -v spectro_all
tui_keys F9 / x Escape F4 y Escape Right
expect_line "W-2: no key ends a spectrogram" 1 "Viewing: Spectrogram-All"
leave

explore
for size in "20 5" "10 3" "1 1" "120 30"; do
	# shellcheck disable=SC2086 # two words
	set -- $size
	tui resize-window -x "$1" -y "$2"
	tui_keys F2 Down Escape F5 BSpace
done
expect_line "W-3: the smallest screens do no harm" 1 "^Viewing: Processes"
leave

# Names with blanks, quotes and worse in the way down.
explore -v files
tui_search '"'
for key in Enter F5 F6; do
	tui_keys "$key"
	expect_line "W-4: $key on a name with quotes opens its level" 1 'For: fd.name='
	tui_keys BSpace
	tui_wait "Viewing: Files"
done
leave

mkdir -p "$TMP/views"
echo 'view_info = {id = 5, columns = "none"' > "$TMP/views/bad.lua"
sed 's/"errors"/"mine"/; s/"Errors"/"Mine"/' views/errors.lua > "$TMP/views/mine.lua"
tui_run "$SONDE -r $capture --views-dir $TMP/views -v mine"
expect "W-5: a bad view is named and left out" "bad.lua"
tui_keys Down
expect_line "W-5: and one beside it works, a copy of ours" 1 "^Viewing: Mine"
leave

explore
tui_keys F2
tui_wait "Select View"
tui_keys Down Down
tui resize-window -x 100 -y 28
expect "W-6: a resize leaves the list as it is" "Select View"
tui_keys BSpace
expect_line "W-6: Backspace cancels" 1 "^Viewing: Processes For"
expect_line "W-6: the new size is used" 28 "([0-9.]*%) *$"
tui resize-window -x 120 -y 30
tui_keys F2 Down Escape F8 Escape f Escape
expect_line "W-7: looking into panels adds no level" 1 "^Viewing: Processes For: whole machine *$"
tui_keys BSpace
expect "W-7: nor does it take another Backspace" "This is the first screen"

tui_keys f
tui_text " and proc.pid=100"
tui_keys Enter
tui_wait "and proc.pid=100"
tui_keys Enter
expect_line "W-8: a level below refines the filter" 2 "(evt.type!=switch and proc.pid=100) and (proc.pid=100)) and"
tui_keys BSpace
expect_line "W-8: which is still there after going back" 2 "Filter: evt.type!=switch and proc.pid=100$"
leave

explore
tui_text "\\NGINX"
tui_keys Enter
expect_line "W-9: rows by text are said, case does not matter" 1 'Rows with "NGINX"'
tui_keys Escape
tui_search 2301
expect_line "W-9: numbers are searched" 30 " $("$SONDE" --batch=csv -v procs -r "$capture" | sed 1d | grep -n -m 1 2301 | cut -d: -f1)/[0-9]*("
tui_keys n
expect_gone "W-9: there is a next one" "does nothing here"
leave

explore -v dig
tui_search nginx
tui_keys C-g
expect_line "W-10: going to a line does not begin with what was searched" 30 "^Go to row: *$"
tui_keys Escape
tui_wait "F1Help"
at="$("$SONDE" print -r "$capture" | grep -n nginx | head -n 1 | cut -d: -f1)/"
expect "W-10: where it was found" " $at"
tui_keys p
expect_line "W-11: p pauses" 1 "^PAUSED"
expect "W-11: and does not jump" " $at"
tui_keys p c
expect "W-11: c clears" "0/0"
tui_keys u
expect "W-11: and u brings it back" "/$("$SONDE" print -r "$capture" | wc -l)("
tui_keys w
expect "W-12: what is shown can be saved" "Write the events shown to:"
tui_keys Escape
leave

# Going down and back changes nothing that would have to be read again: a capture that can be
# read once only serves as well.
tui_open -r - "< $capture"
tui_keys Enter
tui_wait "Viewing: FDs"
tui_wait "No data for this view"
tui_keys d
expect_line "where nothing is open, d shows the events all the same" 1 "Viewing: Events For: proc.pid=300"
tui_keys BSpace BSpace
expect_line "W-13: the capture is read once" 1 "^Viewing: Processes"
count=$("$SONDE" print -D -r "$capture" | tail -n 1 | awk '{ print $1 }')
expect_line "W-14: the header says how many events there are" 2 "($count evts, [0-9]"
leave

explore
tui_search "ada "
expect "W-15: FILE is a rate, as --raw says" "201.00"
tui_keys F8
expect "W-16: no action on the processes of another machine" "The events come from a file"
tui_keys Escape c
expect "W-17: a letter means the same everywhere" "c clears lists and events"
tui_keys F9
tui_wait "Sort by"
tui_keys Down Down Escape F2
tui_wait "Select View"
expect_gone "W-18: no sort mark in other lists" "(descending)"
tui_keys Escape
leave

tui_start 40 10
explore
expect_line "W-19: the filter is visible on a narrow screen" 2 "Filter: evt.type!=switch"
expect_line "W-19: keys and position do not overlap" 10 "^F1Help .* 1/[0-9]*([0-9.]*%)$"
i=0
while [ $i -lt 60 ]; do
	tui_keys Right
	i=$((i + 1))
done
expect_line "W-19: Right ends where the line does" 3 "Command"
leave
explore -v spectro_all
expect_line "W-20: a spectrogram has a header" 1 "^Spectrogram-All"
expect_line "W-20: and values" 3 "^+0.*s to +"
tui_keys End
tui resize-window -x 120 -y 30
expect_line "W-20: it follows the size" 29 "^|1ns .*|10s"
tui_keys g m G
i=0
while [ $i -lt 120 ]; do
	tui_keys Right
	i=$((i + 1))
done
tui_keys Enter
expect_line "W-20: no mouse is needed" 1 "^Viewing: Events"
leave

explore
tui_keys T
expect "W-21: colours can be chosen" "colourblind"
tui_keys Escape P
expect "W-21: processes are a tree" "└─"
tui_keys f C-u
tui_text "proc.na"
expect "W-21: the filter line explains fields" "Name of the program"
tui_keys Escape
leave
explore -n 100
expect "W-22: -n shows the first events" "1/"
tui_keys F2 F2 Enter
expect_line "W-22: keys in a row do what they do one by one" 1 "Viewing: FDs"
tui_keys q
expect "W-23: from below, q asks first" "q once more quits"
tui_keys BSpace
expect_line "W-23: and other keys go on" 1 "Viewing: Processes"
leave
finish
