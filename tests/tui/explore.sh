#!/bin/sh
# The explorer in a terminal: start, sort, drill down, dig, search, help, back, quit.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib.sh
. tests/lib.sh
# shellcheck source=tests/tui/term.sh
. tests/tui/term.sh
export TZ=UTC

capture=$CAPTURES/gen-mixed.scap
rows=$("$SONDE" --raw -v procs -r "$capture" | sed '1d;$d' | wc -l)
events=$("$SONDE" print -r "$capture" proc.pid=100 and 'evt.type!=switch' | wc -l)

tui_start 160 45
tui_run "$SONDE -r $capture; echo status=\$?"
expect "starts with the processes" "Viewing: Processes"
expect "says what is selected" "For: whole machine"
expect "says the filter" "Filter: evt.type!=switch"
expect_line "has a column header" 3 "^ *PID *PPID *CPU.*Command"
expect "all rows are there" "1/$rows("
expect "keys are at the bottom" "F9Sort"
expect "source and size are shown" "gen-mixed.scap ("

# Sorting: by a digit, again, and by the list.
most=$("$SONDE" --batch=csv -v procs -r "$capture" | sed 1d | cut -d, -f1 | sort -n | tail -n 1)
tui_keys '!'
expect_line "sorted by PID downwards" 4 "^ *$most "
tui_keys '!'
expect_line "and upwards" 4 "^ *-1 "
tui_keys '!'
expect_line "and downwards again" 4 "^ *$most "
tui_keys F9
expect "a list of columns" "Sort by"
tui_keys Escape
expect_gone "Escape closes it" "Sort by"
tui_keys s
tui_wait "Sort by"
tui_keys End Enter
expect_line "sorted by the last column" 3 "Command[▾▴v^]"
expect_gone "the list is gone" "Sort by"
tui_keys '!'

# A list is in the order of arrival until a column is chosen, and the same key again reverses it.
tui_keys v / F i l e " " O p e n Enter Enter
tui_wait "Viewing: File Opens List"
expect_line "a list is not sorted at first" 3 "TIME  *RES  *FILE  *Command"
tui_keys '#'
expect_line "a list sorted by its third column" 3 "FILE[▴^] "
tui_keys '#'
expect_line "and again: reversed" 3 "FILE[▾v] "
tui_keys v / P r o c e s s e s Enter Enter
tui_wait "Viewing: Processes"
tui_keys '!'

# Search, drill down, dig, and back again to the same row.
tui_text "/NGINX"
expect "the search is typed" "Search: NGINX"
tui_keys Enter
at="$("$SONDE" --batch=csv -v procs -r "$capture" | sed 1d | sort -t , -k 1,1nr | grep -n nginx | head -n 1 | cut -d: -f1)/$rows("
expect "the row is found" "$at"
tui_keys Enter
expect "Enter opens what it has open" "Viewing: FDs For: proc.pid=100"
expect "the filter is composed" "((evt.type!=switch) and proc.pid=100) and (fd.num>=0 "
expect_line "of that process" 4 "^ *100 "
tui_keys BSpace
expect "Backspace returns" "Viewing: Processes"
expect "to the same row" "$at"
tui_keys d
expect "d shows the events" "Viewing: Events For: proc.pid=100"
expect "all of them" "1/$events("
expect_line "one a line" 4 "^[0-9]* [0-9:.]* [0-9]* .* (10[0-9]) [<>] "
tui_keys G
expect "G goes to the last" "$events/$events(100.0%)"
tui_keys g
expect "g to the first" "1/$events("
tui_keys PPage Down Down j k
expect "keys move" "3/$events("
tui_keys Escape
expect "Escape returns" "Viewing: Processes"
expect "again to the same row" "$at"
tui_keys F11
expect "a key without a meaning says so" "F11 does nothing here"
tui_keys C-l
expect_gone "until the next one" "does nothing"
tui_text "/zzz"
expect "nothing found is said" "not found"
tui_keys Escape
expect "and leaves the row alone" "$at"

# Help.
tui_keys '?'
expect "? opens the help" "In a table"
expect "which lists the keys" "open the selected row"
tui_keys q
expect_gone "q closes it" "open the selected row"
tui_keys h
expect "h opens it, too" "In a table"
tui_keys Escape
tui_wait_gone "In a table"

tui_keys q
expect "q quits" "ready$"
expect_gone "the screen is the shell's again" "Viewing:"
expect "the exit status is 0" "status=0"
[ "$(tui display-message -p '#{alternate_on}#{cursor_flag}')" = 01 ] &&
	pass "screen and cursor are restored" || fail "screen and cursor are restored"

# Options.
tui_run "$SONDE -r $capture -v threads -n 100 thread.tid=100"
expect "-v chooses the view" "Viewing: Threads"
expect "words are the filter" "(thread.tid=100) and (evt.type!=switch)"
tui_keys q
tui_wait 'ready$'
tui_open -r "$capture" -v dig
expect "-v dig shows the events" "Viewing: Events For: whole machine"
tui_keys F10
tui_wait 'ready$'
tui_run "NO_COLOR=1 TERM=vt100 $SONDE -r - < $capture"
expect "reads standard input, on a terminal without colours" "1/$rows("
tui_keys q
tui_wait 'ready$'

tui_run "TERM=xterm-256color $SONDE -r $capture"
tui_wait "1/$rows("
tui_keys End
expect "End is End on a terminal that is not what TERM says" "$rows/$rows("
tui_keys Home
expect "and Home Home" "1/$rows("
tui_keys q
tui_wait 'ready$'

tui_run "TERM=dumb $SONDE -r $capture"
expect "a terminal without a cursor is refused" "TERM=dumb: text cannot be placed"
tui_wait 'ready$'

# What a damaged capture holds is shown, and where it ends is said.
tui_run "$SONDE -r $CAPTURES/gen-cut-event.scap; echo status=\$?"
expect "damage is told" "Damaged: at offset"
expect "and in the header" "damaged,"
tui_keys Down
expect_gone "until the next key" "Damaged:"
tui_keys q
expect "the exit status is 1" "status=1"
expect "and the reason stays" "the file ends inside a block"
tui_wait 'ready$'

# Errors leave the screen alone, say one line and end with 1.
tui_error() {
	tui_run "$SONDE $2; echo status=\$?"
	expect "$1: message" "$3"
	expect "$1: status" "status=1"
}
tui_error "demo and capture" "--demo -r $capture" "opens a capture of its own"
tui_error "no such file" "-r /nonexistent.scap" "/nonexistent.scap"
tui_error "no capture" "-r Makefile" "Makefile"
tui_error "bad filter" "-r $capture evt.typ=open" "column 1: unknown field"
tui_error "filter without an end" "-r $capture proc.name=a and" "column 16"
tui_error "unknown view" "-r $capture -v nosuch" "unknown view 'nosuch'; sonde --list-views lists them"
tui_error "a view that is nearly there" "-r $capture -v proccs" "unknown view 'proccs'; did you mean 'procs'?"
tui_error "capture without -r" "$capture" "captures are opened with -r"
tui_error "no such command" "prnt -r $capture" "unknown command 'prnt'; did you mean 'print'?"
tui_error "no such option" "-r $capture --nosuch" "unknown option '--nosuch'; sonde --help"
tui_error "two captures" "-r $capture -r $capture" "give -r once"
tui_error "no argument" "-r" "-r needs an argument"
tui_error "no such page" "help nosuch" "no page about nosuch"
tui_error "short delay" "-r $capture -d 10" "-d 10"
finish
