#!/bin/sh
# Views panel, legend, echo, the fields of an event, rows by text, pause, clear, go to.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib.sh
. tests/lib.sh
# shellcheck source=tests/tui/term.sh
. tests/tui/term.sh
export TZ=UTC

capture=$CAPTURES/gen-mixed.scap
rows=$("$SONDE" --raw -v procs -r "$capture" | sed '1d;$d' | wc -l)
count() {
	"$SONDE" print -r "$capture" "$1" | wc -l
}

tui_start 120 30
tui_open -r "$capture"

# Views: those that apply, with their description; Escape and a resize change nothing.
tui_keys v
expect "v lists the views" "Select View"
expect "with what they show" "one row a process"
tui_keys Down
tui resize-window -x 100 -y 30
expect "a resize leaves the list open" "Select View"
tui_keys Escape
expect_line "Escape keeps the view" 1 "^Viewing: Processes"
tui_keys F2
tui_wait "Select View"
tui_keys Down Enter
expect_line "Enter changes it" 1 "^Viewing: Processes CPU For: whole machine"
tui_keys BSpace
expect "no level was added" "This is the first screen"
tui_keys v
tui_wait "Select View"
tui_text "/BLOCKED"
expect "/ finds a view in the list" "inside a system call"
tui_keys Enter Escape v
tui_wait "Select View"
tui_text "/zz"
expect "what is not there is said" "not found"
tui_keys Escape Up Enter
expect_line "and back" 1 "^Viewing: Processes For: whole machine"
tui resize-window -x 120 -y 30

tui_keys L
expect "L explains the columns" "Columns"
expect "with their meaning" "PPID"
tui_keys Escape
tui_wait "F2Views"

# Rows by text: numbers too, said on screen, dropped with Escape.
tui_keys F4
tui_text "NGINX"
expect_line "rows by text" 4 "nginx: worker process"
expect_line "and no others" 5 "^ *$"
tui_keys Enter
expect "counted" "1/1("
expect_line "it is said" 1 'Rows with "NGINX"'
tui_keys d
expect_line "the row that is left is the one that opens" 1 "For: proc.pid=100"
tui_keys BSpace
expect_line "it is still said after going back" 1 'Rows with "NGINX"'
tui_keys Escape
expect "Escape shows all rows again" "/$rows("
tui_keys '\'
tui_text "no such thing"
expect "nothing left is said" "No row contains this text"
tui_keys Escape
expect "and undone" "/$rows("

# A tree of processes: children below their parents, whatever the order of the table.
tui_keys P
expect "P shows a tree" "└─"
below() {
	tui_screen | grep -B 1 '^ *2301 ' | head -n 1 | grep -q '^ *300 '
}
until_true below && pass "a child stands below its parent" ||
	fail "a child stands below its parent" "$(tui_screen)"
tui_search 2301
tui_keys Enter
expect_line "rows of the tree open" 1 "For: proc.pid=2301"
tui_keys BSpace
tui_wait "Viewing: Processes"
tui_keys P
expect_gone "P again: a table" "└─"

# Echo and its formats.
tui_search nginx
tui_keys e
expect_line "e shows the data" 1 "^Viewing: I/O For: proc.pid=100"
expect "with a line about it" "------ Read 18B from "
expect "dotted" "GET / HTTP/1.1...."
tui_keys x
tui_wait "View As"
tui_keys Down Enter
expect_gone "printable text has line ends" "HTTP/1.1...."
tui_keys F2
tui_wait "View As"
tui_keys x
expect "hexadecimal" "4745 5420"
tui_keys d
expect_line "d shows the events of the same" 1 "^Viewing: Events For: proc.pid=100"
tui_keys e
expect "the format stays" "4745 5420"
tui_keys /
tui_text "200 OK"
tui_keys Enter
expect_line "search finds data" 4 "------ Write"
tui_keys BSpace
expect_line "one step back" 1 "^Viewing: Processes"

# One event.
tui_keys d
tui_wait "Viewing: Events"
num=$("$SONDE" print -r "$capture" 'evt.type!=switch and proc.pid=100' | grep -F '< open fd=21' | awk '{print $1; exit}')
tui_search "< open fd=21"
tui_keys Enter
expect_line "Enter shows the fields" 3 "Event $num"
expect "arguments" "/var/www/html/index.html"
tui_keys PgDn
expect "every field that has a value" "evt.dir"
tui_keys x
enter=$("$SONDE" print -r "$capture" "thread.tid=101 and evt.num<$num and evt.type=open" | tail -n 1 | awk '{print $1}')
expect_line "x goes to the enter event" 3 "Event $enter: > "
tui_keys x
expect_line "and back to the exit" 3 "Event $num"
tui_keys n
expect "n goes to the next event" "Event "
tui_keys p
expect_line "p back" 3 "Event $num"
tui_keys t
expect_line "t: all events of the thread" 1 "For: proc.pid=100 and thread.tid=101"
expect "as many as there are" "/$(count thread.tid=101)("
tui_keys Enter
expect_line "at the same one" 3 "Event $num"
tui_keys f
expect_line "f: all events of the fd" 1 "proc.pid=100 and fd.num=21"
expect "of the process" "/$(count 'proc.pid=100 and fd.num=21')("
tui_keys BSpace BSpace
expect_line "back at the events" 1 "^Viewing: Events For: proc.pid=100 "
tui_keys ':'
tui_text "3"
tui_keys Enter
expect ": goes to a row" "3/$(count 'evt.type!=switch and proc.pid=100')("

# Clear hides, and brings back.
tui_keys c
expect "c hides the events" "No events"
expect_line "and says so" 1 "Cleared"
tui_keys u
expect "u brings them back" "/$(count 'evt.type!=switch and proc.pid=100')("

# Rows by text in events.
tui_keys '\'
tui_text "writev"
tui_keys Enter
expect "events by text" "/$(count 'evt.type=writev and proc.pid=100')("
tui_keys Escape
tui_wait_gone 'Rows with'

tui_keys p
expect_line "p holds the picture" 1 "^PAUSED"
tui_keys p
expect_gone "and goes on" "PAUSED"

# Leaving from below asks for a second q.
tui_keys q
expect "one q asks" "q once more quits"
tui_keys Down q
expect "it has to be twice in a row" "q once more quits"
tui_keys q
expect "twice quits" 'ready$'

# Both as the first screen.
tui_open -r "$capture" -v echo
expect_line "-v echo" 1 "^Viewing: I/O For: whole machine"
tui_keys G
expect "G shows the end of it" "------"
tui_keys g PgDn PgDn PgUp PgUp
expect_line "pages go back to where they began" 4 "------"
tui_keys q
tui_wait 'ready$'
finish
