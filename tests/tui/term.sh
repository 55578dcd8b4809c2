# Shared by the tests of the screen: . tests/tui/term.sh after . tests/lib.sh. No test of its own.
#
#   tui_start WIDTH HEIGHT [COMMAND]   in a tmux server of this script's own; a shell stays behind it
#   tui_run COMMAND                    in that shell, once it is ready, on an empty screen: what comes
#                                      onto it is the command's, and `ready$` is there when it has ended
#   tui_open ARGUMENT...               the explorer with these, until all of a capture has been read
#   tui_keys KEY...                    as tmux send-keys takes them
#   tui_text TEXT                      type TEXT literally
#   tui_search TEXT                    search for TEXT, until it is done
#   tui_wait TEXT                      wait until TEXT is on the screen
#   tui_wait_gone TEXT                 wait until it is not
#   tui_screen                         the screen as text
#   tui_line N                         its line N, from 1
#   tui_await COMMAND                  until_true; in vain it is a failure that shows the screen, as are
#                                      tui_wait and tui_wait_gone
#   tui_stop                           end the server
#   expect NAME TEXT                   passes when TEXT comes onto the screen
#   expect_line NAME N PATTERN         passes when line N comes to match the basic regex
#   expect_gone NAME TEXT              passes when TEXT goes away
#
# shellcheck shell=sh

TUI_SOCKET=$TMP/tmux
# A server that only this script talks to, without anybody's configuration.
tui() {
	tmux -S "$TUI_SOCKET" -f "$TMP/tmux.conf" "$@"
}

tui_start() {
	width=$1 height=$2
	shift 2
	tui_stop
	# What runs is called by a shell, so that what it leaves behind on the terminal can be seen.
	cat > "$TMP/shrc" << END
PS1='ready$ '
r() {
	clear
	. '$TMP/command'
}
END
	echo 'set-option -g status off' > "$TMP/tmux.conf"
	env -u NO_COLOR XDG_STATE_HOME="$TMP/state" XDG_CONFIG_HOME="$TMP/config" TERM=xterm-256color LC_ALL=C.UTF-8 ENV="$TMP/shrc" \
		tmux -S "$TUI_SOCKET" -f "$TMP/tmux.conf" new-session -d -x "$width" -y "$height" sh
	if [ $# = 0 ]; then
		tui_wait 'ready$'
	else
		tui_run "$@"
	fi
}

# One letter is typed: the words of the command are not on the screen, where they might be taken for
# what it says. What was there before is not, either.
tui_run() {
	tui_wait 'ready$' || return
	printf '%s\n' "$*" > "$TMP/command"
	tui send-keys -R r Enter
}

tui_open() {
	tui_run "$SONDE $*"
	tui_await tui_settled
}

tui_stop() {
	[ ! -S "$TUI_SOCKET" ] || tui kill-server 2>/dev/null
	rm -f "$TUI_SOCKET"
}

tui_keys() {
	tui send-keys "$@"
}

tui_text() {
	tui send-keys -l -- "$1"
}

tui_screen() {
	tui capture-pane -p
}

tui_line() {
	tui_screen | sed -n "${1}p"
}

# What is read from the screen once may be what was there before the last key, or half drawn: wait for
# it instead.
tui_search() {
	tui_text "/$1"
	tui_wait "Search: ${1% }" # at the end of a line tmux has no blanks
	tui_keys Enter
	tui_wait_gone "Search: ${1% }"
	tui_wait_gone "Searching"
}

# While not everything has been read, there is a + behind the position.
tui_settled() {
	tui_screen | tail -n 1 | grep -q '[0-9]/[0-9]*\(([0-9.]*%)\)\{0,1\} *$'
}

tui_has() {
	tui_screen | grep -qF -e "$1"
}

tui_has_not() {
	! tui_screen | grep -qF -e "$1"
}

tui_matches() {
	tui_line "$1" | grep -q -e "$2"
}

tui_await() {
	until_true "$@" && return
	fail "waited in vain: $*" "$(tui_screen)"
	return 1
}

tui_wait() {
	tui_await tui_has "$1"
}

tui_wait_gone() {
	tui_await tui_has_not "$1"
}

expect() {
	if until_true tui_has "$2"; then
		pass "$1"
	else
		fail "$1: \"$2\" is not on the screen" "$(tui_screen)"
	fi
}

expect_gone() {
	if until_true tui_has_not "$2"; then
		pass "$1"
	else
		fail "$1: \"$2\" is still on the screen" "$(tui_screen)"
	fi
}

expect_line() {
	if until_true tui_matches "$2" "$3"; then
		pass "$1"
	else
		fail "$1: line $2 does not match \"$3\"" "$(tui_screen)"
	fi
}

trap 'tui_stop; rm -rf "$TMP"' EXIT
