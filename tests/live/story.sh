#!/bin/bash
# The README's five keys on the running system: a client waits for a database that sleeps, and the
# explorer says for whom. MariaDB where it is installed; a small server else.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib.sh
. tests/lib.sh
# shellcheck source=tests/live/lib.sh
. tests/live/lib.sh
# shellcheck source=tests/tui/term.sh
. tests/tui/term.sh
live_needs "live story"
for program in tmux bash; do
	command -v $program > /dev/null || { skip "live story" "$program is not there"; finish; }
done

children=()
abandon() {
	[ ${#children[@]} = 0 ] || kill -9 "${children[@]}" 2> /dev/null
	tui_stop
	rm -rf "$TMP"
}
trap abandon EXIT

# A database and who asks it for something that takes long: server, client (names of programs),
# and what is on screen of the question.
start_mariadb() {
	local data=$TMP/db
	mkdir "$data"
	chmod 777 "$TMP" "$data"
	mariadb-install-db --no-defaults --auth-root-authentication-method=normal --skip-test-db \
		--datadir="$data" > "$TMP/install.log" 2>&1 || return 1
	mariadbd --no-defaults --user=root --datadir="$data" --socket="$TMP/db.sock" --skip-networking \
		--innodb-buffer-pool-size=8M --innodb-use-native-aio=0 > "$TMP/db.log" 2>&1 9>&- &
	children+=($!)
	disown
	until_true mariadb_is_settled && answers
}

answers() {
	mariadb -u root -S "$TMP/db.sock" -e 'SELECT 1' > /dev/null 2>&1
}

mariadb_is_settled() {
	answers || ! kill -0 "${children[0]}" 2> /dev/null
}

ask_mariadb() {
	mariadb -u root -S "$TMP/db.sock" -e 'SELECT SLEEP(3600) AS answer' > /dev/null 2>&1 9>&- &
	children+=($!)
	disown
}

have_mariadb() {
	for program in mariadbd mariadb-install-db mariadb; do
		command -v $program > /dev/null || return 1
	done
}

PATH=$PATH:/usr/sbin
if have_mariadb && start_mariadb; then
	server=mariadbd client='mariadb -u root' question='SELECT SLEEP(3600) AS answer' ask=ask_mariadb
	call='poll\|recvfrom\|read'
else
	[ ${#children[@]} = 0 ] || kill -9 "${children[@]}" 2> /dev/null
	"$LIVE/workload" sleepy-server "$TMP/sleepy.sock" 9>&- &
	children=($!)
	disown
	until_true test -S "$TMP/sleepy.sock" || fail "a server begins"
	ask() {
		"$LIVE/workload" sleepy-client "$TMP/sleepy.sock" 9>&- &
		children+=($!)
		disown
	}
	server=workload client='sleepy-client' question='what is the answer' ask=ask call='read\|recvfrom'
fi

# These alone, whatever else runs there.
tui_start 150 45 "$FIRST $SONDE --buffer $BUFFER -d 500 -s 200 'proc.name in (mariadbd, mariadb, workload)'"
expect "starts live" "Source: Live System ("
expect "with the processes" "$server"
$ask
waiting="\\($call\\) .* $server\\[${children[0]}\\] .*$client"
tui_keys v g Enter
tui_wait "Viewing: Blocked now"
on_screen() {
	tui_screen | grep -q -e "$waiting"
}
until_true on_screen && pass "the client, its call, and whom it waits for are on screen" ||
	fail "the client, its call, and whom it waits for are on screen" "$(tui_screen)"
pid=${children[1]}
tui_search "$client"
tui_keys e
expect "e shows its data" "Viewing: I/O For: thread.tid=$pid"
expect "down to the question that it asked" "$question"
tui_keys BSpace Enter
expect "Enter shows its events" "Viewing: Events For: thread.tid=$pid"
tui_keys F10
tui_wait 'ready$'

# As top says it: who is busy, and how much. That is what it gets of the processors: at least a quarter
# of what the kernel says, since what it used is told once a second.
"$LIVE/workload" busy 600 > /dev/null 9>&- &
busy=$!
children+=("$busy")
disown
ticks() {
	awk '{ print $14 + $15 }' "/proc/$busy/stat"
}
before=$(ticks) began=$(date +%s%N)
$FIRST "$SONDE" --buffer "$BUFFER" --batch=csv -v procs -d 3500 "proc.pid=$busy" > "$TMP/busy"
percent=$((($(ticks) - before) * 1000000000 / $(getconf CLK_TCK) * 100 / ($(date +%s%N) - began)))
awk -F, -v pid="$busy" -v percent=$percent '
	$1 == pid { found = $3 > percent / 4 && $3 <= 100 } END { exit !found }' "$TMP/busy" &&
	pass "the processor time of a busy process" ||
	fail "the processor time of a busy process" "$percent of a hundred: $(cat "$TMP/busy")"
kill "$busy"

# What hangs already when somebody comes to look.
waits_in() {
	grep -q "^[0-9]" "/proc/$1/syscall" && [ "$(cat "/proc/$1/comm")" = "$2" ] &&
		grep -q '^State:.S' "/proc/$1/status"
}
# before NAME PID COLUMNS: is it in the list, with these from CALL to ON, and its TID, as something that had begun?
before() {
	grep -qE "^[1-9][0-9]*,$2,$3,$2,\"before [0-9]{2}:[0-9]{2}:[0-9]{2}\"," "$TMP/blocked" && pass "$1" ||
		fail "$1" "$(grep -e ",$2," "$TMP/blocked" | cut -c 1-200)"
}
if [ -e /proc/self/syscall ]; then
	sleep 3600 9>&- &
	asleep=$!
	mkfifo "$TMP/fifo"
	exec 8<> "$TMP/fifo"
	cat < "$TMP/fifo" 8>&- 9>&- > /dev/null &
	reads=$!
	children+=("$asleep" "$reads")
	disown "$asleep" "$reads"
	until_true waits_in "$asleep" sleep || fail "a sleep begins"
	until_true waits_in "$reads" cat || fail "a read begins"
	# Time goes on with events.
	sh -c 'while sleep 0.05; do :; done' 9>&- &
	children+=($!)
	disown
	$FIRST "$SONDE" --buffer "$BUFFER" --batch=csv -v blocked -d 1500 'proc.name in (sleep, cat)' > "$TMP/blocked"
	before "a sleep that had begun" "$asleep" '"(clock_)?nanosleep",,"",""'
	before "a read that had begun, and of what" "$reads" "\"read\",0,\"[^\"]*\",\"$TMP/fifo\""
else
	skip "calls that had begun" "this kernel has no /proc/PID/syscall"
fi
finish
