#!/bin/sh
# What the README says one can do, with real keys on a real screen: moving about as in top, finding
# out what a slow shop waits for, replaying a part of a capture, entering a filter.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib.sh
. tests/lib.sh
# shellcheck source=tests/tui/term.sh
. tests/tui/term.sh
export TZ=UTC

demo() {
	tui_open --demo "$@"
}
leave() {
	tui_keys F10
	tui_wait 'ready$'
}

# pid NAME: of the first thread of that name that does something
pid() {
	"$SONDE" print -r tests/data/demo.scap -p '%proc.pid' "proc.name=$1" | head -n 1
}
database=$(pid mariadbd) nginx=$(pid nginx) report=$(pid mariadb)
# The second in which the report begins, and the one after.
at=$("$SONDE" print -r tests/data/demo.scap -p '%evt.reltime.s' "proc.name=mariadb" | head -n 1)
after=$((at + 1))
processes=$("$SONDE" --batch -v procs -r tests/data/demo.scap | sed 1d | wc -l)

# As in top: what runs, sorted, one of them looked at, and back.
tui_start 120 30
demo
expect_line "top: processes, the busiest first" 3 "PID *PPID *CPU[▾v]USER.*Command"
expect_line "top: with their command lines" 4 "gzip -9 /var/log/nginx/access.log.1"
expect_line "top: and how busy it was" 4 "^ *[0-9]* *[0-9]* *[1-9][0-9]\.[0-9][0-9] *root"
tui_keys '>'
tui_wait "Sort by"
tui_text "jjjj"
tui_keys Enter
expect_line "top: > sorts by memory" 3 "RES[▾v]"
expect_line "top: the largest first" 4 "^ *$database .*M "
tui_keys Down Down k
expect "top: the arrows and j k move" "2/$processes("
tui_keys G
expect "top: G goes to the end" "$processes/$processes("
tui_search "nginx: w"
tui_keys Enter
expect_line "top: Enter opens a process" 1 "For: proc.pid=$nginx"
tui_keys BSpace
expect_line "top: Backspace comes back" 1 "^Viewing: Processes For: whole machine"
tui_keys '?'
expect "top: ? is the help" "In a table"
tui_keys q
tui_wait "qQuit"
tui_keys q
expect "top: q quits" 'ready$'

# The walk through the demo, key by key as the README has it.
# shellcheck disable=SC2016 # it is the README's quotes that are looked for
keys=$(sed -n '/^### Five keys/,/^#/p' README.md | sed -n 's/^| [1-5] | `\([^`]*\)` |.*/\1/p')
[ "$(echo "$keys" | wc -l)" = 5 ] && pass "walk: five keys in the README" || fail "walk: five keys in the README" "$keys"
grep -qF "\`mariadbd[$database]\`" README.md && pass "walk: the README has the database's number" ||
	fail "walk: the README has the database's number" "$database"
demo
i=0
for key in $keys; do
	i=$((i + 1))
	tui_keys "$key"
	case $i in
	1) expect "walk: the list of views" "Select View" ;;
	3)
		expect_line "walk: calls that have not returned, the longest first" 3 "FOR[▾v].*CALL.*PEER"
		expect "walk: the shop waits in recvfrom" "recvfrom"
		until_true eval 'tui_screen | grep -q "recvfrom .* mariadbd\[$database\] 127.0.0.1:[0-9]*->127.0.0.1:3306"' &&
			pass "walk: for the database, by name" || fail "walk: for the database, by name" "$(tui_screen)"
		until_true eval 'tui_screen | grep -q "poll  *3 *mariadbd\[$database\] .* mariadb"' &&
			pass "walk: as does somebody on its socket, since before that" ||
			fail "walk: as does somebody on its socket, since before that" "$(tui_screen)"
		tui resize-window -x 80 -y 24
		expect_line "walk: the peer is there on 80 columns, too" 5 "poll  *3 mariadbd\[$database\] *mariadb shop"
		tui resize-window -x "$width" -y "$height"
		;;
	4) expect "walk: the second row" " 2/" ;;
	5)
		expect_line "walk: what it said" 1 "^Viewing: I/O For: thread.tid=$report"
		expect "walk: the cause" "LOCK TABLES orders WRITE"
		expect "walk: and the report that holds the lock" "SELECT SLEEP(45), SUM(price) FROM orders"
		;;
	esac
done
tui_keys BSpace Enter
expect "walk: Enter shows its events from the end: the call" "> poll fds=3:u1 timeout=-1"
leave

# A part of the time, and replaying it.
demo
tui_keys t
expect_line "time: a strip over the whole capture" 23 "^+0.000000s .*events/s"
tui_keys ':'
tui_text "$at"
tui_keys Enter '['
tui_keys ':'
tui_text "$after"
tui_keys Enter ']'
expect_line "time: a second of it is selected" 1 "^Time: +$at.000000s to +$after.000000s"
expect "time: the table follows" "mariadb shop -e LOCK TABLES"
n=$("$SONDE" print -r tests/data/demo.scap "evt.reltime>=${at}000000000 and evt.reltime<=${after}000000000" | wc -l)
leave
demo -v dig
tui_keys t ':'
tui_text "$at"
tui_keys Enter '[' ':'
tui_text "$after"
tui_keys Enter ']'
expect "time: as many events as that second has" "1/$n("
tui_keys r
expect_gone "time: r shows all of it" "Time: "
leave
tui_run "$SONDE --demo --speed 0.05"
expect "replay: plays from the beginning" "playing"
tui_keys Space
expect_gone "replay: Space holds it" "playing"
held=$(tui_line 23 | cut -d' ' -f1)
expect_line "replay: the table is that of this moment" 1 "^Time: +0.000000s to $held"
tui_keys . .
expect_line "replay: on by single events" 23 "event [0-9]"
tui_keys Space
expect "replay: and on" "playing"
leave

# A filter, with what the line says while it is typed.
demo
tui_keys f C-u
tui_text "proc.nmae=mariadbd"
expect_line "filter: a mistake, under its column" 30 "^ *^ unknown field 'proc.nmae'"
tui_keys C-u
tui_text "proc.na"
expect "filter: fields, with what they mean" "Name of the program"
tui_keys Tab
tui_text " = "
expect "filter: values that occur" '"mariadbd"'
tui_text "mariadbd and evt.failed="
tui_text "true"
n=$("$SONDE" print -r tests/data/demo.scap proc.name=mariadbd and evt.failed=true | wc -l)
expect "filter: how many events match, before Enter" "$n of "
tui_keys Enter
expect_line "filter: taken" 2 "Filter: proc.name = mariadbd and evt.failed=true"
tui_keys d
expect "filter: its events" "/$n("
leave
finish
