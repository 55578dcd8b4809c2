#!/bin/sh
# Whatever ends the explorer, the terminal is the shell's again.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib.sh
. tests/lib.sh
# shellcheck source=tests/tui/term.sh
. tests/tui/term.sh

capture=$CAPTURES/gen-mixed.scap

# Sets $pid to the process that runs in the shell of the pane.
find_explorer() {
	shell=$(tui display-message -p '#{pane_pid}')
	[ -n "$shell" ] || return
	for stat in /proc/[0-9]*/stat; do
		# shellcheck disable=SC2046 # fields of a line; the name in brackets has no blanks
		set -- $(cat "$stat" 2>/dev/null)
		if [ "${4:-}" = "$shell" ] && [ "${2:-}" = "(sonde)" ]; then
			pid=$1
			return 0
		fi
	done
	return 1
}

# after SIGNAL STATUS
after() {
	tui_start 100 30
	# The shell must outlive what it runs, and leave no core behind.
	tui_run "ulimit -c 0; stty -a > $TMP/before"
	tui_run "$SONDE -r $capture; echo ended with \$?; stty -a > $TMP/after"
	tui_wait "Viewing: Processes"
	if [ "$1" = C-c ]; then
		tui_keys C-c
	else
		tui_await find_explorer
		kill -"$1" "$pid"
	fi
	expect "$1: ends with $2" "ended with $2"
	tui_wait 'ready$'
	expect_gone "$1: the screen is the shell's" "Viewing:"
	same "$1: the terminal's settings are restored" "$TMP/before" "$TMP/after"
	[ "$(tui display-message -p '#{alternate_on}#{cursor_flag}#{keypad_cursor_flag}')" = 010 ] &&
		pass "$1: screen, cursor and keypad are restored" ||
		fail "$1: screen, cursor and keypad are restored"
	tui_text 'typed'
	expect "$1: what is typed is shown" 'ready$ typed'
}

after TERM 0
after INT 0
after C-c 0
after SEGV 139
after ABRT 134
after BUS 135
after QUIT 131

# The terminal goes away: the program ends, too.
tui_start 100 30 "$SONDE -r $capture"
tui_wait "Viewing: Processes"
tui_await find_explorer
tui_stop
# Or is a zombie, where nobody looks after orphans.
gone() {
	! grep -q '^State:[[:space:]]*[^ZX[:space:]]' "/proc/$pid/status" 2>/dev/null
}
until_true gone && pass "ends with its terminal" || fail "ends with its terminal"

# Stopped and continued.
tui_start 100 30 "$SONDE -r $capture"
tui_wait "Viewing: Processes"
tui_keys C-z
expect "Ctrl-Z gives the shell back" 'ready$'
tui_run fg
expect "fg brings the screen back" "Viewing: Processes"

# The same in the midst of drawing: the terminal takes nothing for the moment.
writes() {
	read -r call rest < "/proc/$pid/syscall" && [ "$call" = 1 ]
}
if [ -e /proc/self/syscall ] && [ "$(uname -m)" = x86_64 ]; then
	tui_await find_explorer
	tui_keys C-s v
	until_true writes || fail "it draws"
	tui_keys C-z
	expect "Ctrl-Z while it draws" 'ready$'
	tui_run fg
	expect "fg once more" "Select View"
	tui_keys Escape
	expect_gone "Escape" "Select View"
else
	skip "Ctrl-Z while it draws" "no telling that it does: no /proc/PID/syscall of x86-64"
fi
tui_keys q
expect "quits" 'ready$'
finish
