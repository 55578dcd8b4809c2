#!/bin/sh
# What is hard on a screen: names made of escape sequences, emoji, combining and right-to-left
# characters, 4 KiB long; nothing at all; a single event; a hundred thousand processes. The screens
# of tests/tui/golden were looked at by eye; `GOLDEN=write tests/run tui/hostile` makes them anew.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib.sh
. tests/lib.sh
# shellcheck source=tests/tui/term.sh
. tests/tui/term.sh
export TZ=UTC

gen=$(dirname "$SONDE")/tests/gen_captures
if [ ! -x "$gen" ]; then
	skip hostile "$gen is not there"
	finish
fi
mkdir -p "$TMP/screens"
"$gen" --screens "$TMP/screens" || exit 1
cp "$CAPTURES/x-no-events.scap" "$TMP/screens/none.scap"
SONDE=$(cd "$(dirname "$SONDE")" && pwd)/$(basename "$SONDE")

leave() {
	tui_keys F10
	tui_wait 'ready$'
}

# Emoji joined to one are as wide as this tmux takes them to be.
plain() {
	grep -v "emoji"
}

same_as_golden() {
	golden=tests/tui/golden/$1.txt
	if [ "${GOLDEN:-}" = write ]; then
		tui_screen | plain > "$golden"
	fi
	is_golden() {
		tui_screen | plain | cmp -s - "$golden"
	}
	if until_true is_golden; then
		pass "$1 is as it was"
	else
		tui_screen | plain > "$TMP/got"
		fail "$1 is as it was" "$(diff "$golden" "$TMP/got")"
	fi
}

# From here on, so that no path of this machine is on the screen.
start() {
	tui_start "$1" "$2" "cd $TMP/screens"
}

for size in "160 45" "80 24" "40 10"; do
	# shellcheck disable=SC2086 # two words
	set -- $size
	start "$1" "$2"
	tui_open -r names.scap
	tui_wait "1/16("
	same_as_golden "names-$1x$2"
	tui_keys Down Down d
	tui_wait "1/4("
	same_as_golden "events-$1x$2"
	tui_keys e
	tui_wait "1/1("
	same_as_golden "data-$1x$2"
	tui_keys BSpace
	tui_wait "3/16("
	tui_keys End d
	tui_wait "1/4("
	tui_keys Down Enter
	tui_wait "Event "
	same_as_golden "fields-$1x$2"
	tui_keys Escape
	tui_keys BSpace
	tui_wait "16/16("
	tui_search rtl
	expect "$1x$2: names are found" "9/16("
	tui_keys Enter
	expect "$1x$2: and opened" "For: proc.pid=5008"
	leave
	case $(tui display-message -p '#{pane_title}') in
	*title*) fail "$1x$2: no title is set by a name" ;;
	*) pass "$1x$2: no title is set by a name" ;;
	esac
	[ "$(tui display-message -p '#{alternate_on}#{cursor_flag}#{pane_width}')" = "01$1" ] &&
		pass "$1x$2: the terminal is as it was" || fail "$1x$2: the terminal is as it was"

	tui_open -r one.scap
	tui_wait "1/1("
	same_as_golden "one-$1x$2"
	tui_keys d
	expect "$1x$2: one event" "1/1("
	tui_keys t . , + Space
	tui_keys Escape
	expect "$1x$2: a strip of no length does no harm" "1/1("
	leave
	tui_open -r none.scap -v dig
	same_as_golden "none-$1x$2"
	tui_keys t . Space + Escape F2
	leave
done

# A hundred thousand processes: each key is answered while one looks.
start 120 30
tui_open -r crowd.scap
expect "a hundred thousand rows" "1/100000("
tui_keys G
expect "the last" "100000/100000("
tui_keys '&'
expect_line "sorted by memory" 4 " 98M .* worker-99999"
tui_search worker-77777
expect "found" "22223/100000("
tui_keys Enter
expect "and opened" "For: proc.pid=82777"
tui_keys BSpace
expect "back at the same row" "22223/100000("
tui_keys '\'
tui_text "worker-4242"
tui_keys Enter
expect "rows by text" "1/11("
tui_keys Escape
tui_wait "/100000("
tui_keys P F11
tui_wait "F11 does nothing here"
expect "as a tree, too" "/100000("
leave
[ -z "$(find "$TMP" -name 'PWNED*')" ] && pass "nothing of a name was executed" ||
	fail "nothing of a name was executed"
finish
