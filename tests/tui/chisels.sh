#!/bin/sh
# Chisels from the explorer: the list, arguments, what they print, searching it, stopping one.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib.sh
. tests/lib.sh
# shellcheck source=tests/tui/term.sh
. tests/tui/term.sh
export TZ=UTC HOME="$TMP/home"
mkdir -p "$HOME/.chisels"
# A name of its own, by which its process is found.
demo=$TMP/demo.scap
cp tests/data/demo.scap "$demo"

# choose NAME DESCRIPTION: in the list of chisels, all of which are on the screen
choose() {
	tui_keys R
	tui_wait "Run a chisel on this" && until_true tui_matches '4,$' "^$1\( \|\$\)" || return
	row=$(tui_screen | sed 1,3d | grep -n "^$1\( \|\$\)" | cut -d: -f1)
	tui_keys Home
	[ "$row" = 1 ] || tui_keys -N $((row - 1)) Down
	expect "$1 is in the list" "$2"
	tui_keys Enter
}

cat > "$HOME/.chisels/zz_mine.lua" << 'E2'
args = {} description = "Prints without end." short_description = "Without end" category = "Zzz"
function on_event()
	print("\27[31mred\27]0;title\7 line\27[0m " .. evt.get_num())
	io.flush()
	while evt.get_num() > 50 do end
end
E2

cat > "$HOME/.chisels/zz_fails.lua" << 'E2'
args = {} description = "Fails at once." short_description = "Fails" category = "Zzz"
function on_event()
	print("first") error("no\27[2Jmore")
end
E2

cat > "$HOME/.chisels/zz_killed.lua" << 'E2'
args = {} description = "Kills itself." short_description = "Is killed" category = "Zzz"
function on_capture_end()
	print("last words") io.flush()
	os.execute("kill -SEGV $PPID")
	os.execute("sleep 10")
end
E2

tui_start 110 90
tui_open -r "$demo"
tui_keys R
expect "R lists chisels" "Run a chisel on this"
expect "with what they do" "method,"
tui_keys Escape
tui_wait "F1Help"

choose topprocs_file "Processes that read and write files most"
expect "a chisel without arguments runs at once" "topprocs_file: / searches"
"$SONDE" print -r "$demo" -c topprocs_file 'evt.type!=switch' > "$TMP/want"
sed -n 3p "$TMP/want" > "$TMP/first"
expect "it prints what it prints on the command line" "$(cat "$TMP/first")"
tui_search "setpriv"
expect "the page stays while it is searched" "topprocs_file: /"
tui_keys /
tui_text "nosuchtext"
expect "what is not there is said" "Not found: nosuchtext"
tui_keys Escape
tui_keys Escape
expect_gone "Esc closes the page" "topprocs_file"

choose fileslower "Reads and writes of files that are slow"
expect "arguments are asked for" "fileslower min_ms [disable_color]:"
tui_keys Enter
expect "those that it needs are named" "fileslower needs min_ms"
tui_text "0"
tui_keys Enter
expect "then it runs" "evt.datetime"
tui_keys Escape
tui_wait "F1Help"

tui_keys f C-u
tui_text "proc.name=curl"
tui_keys Enter
expect_line "a filter" 2 "Filter: proc.name=curl"
choose topprocs_file "Processes that read and write files most"
"$SONDE" print -r "$demo" -c topprocs_file proc.name=curl | sed 's/ *$//' > "$TMP/want"
is_below() {
	tui_screen | sed '1,/topprocs_file: /d' | head -n "$(wc -l < "$TMP/want")" | cmp -s - "$TMP/want"
}
[ "$(wc -l < "$TMP/want")" -gt 2 ] && until_true is_below && pass "the filter of the level counts" ||
	fail "the filter of the level counts" "$(cat "$TMP/want"; tui_screen)"
tui_keys Escape
tui_wait "F1Help"

choose zz_fails "Fails at once."
expect "an error names the file, line and callback" "zz_fails.lua:3: nomore"
expect "beside what was printed" "first"
tui_keys Escape
tui_wait "F1Help"
choose zz_killed "Kills itself."
expect "what a signal has ended says so" "ended by signal 11"
expect "beside what was printed" "last words"
tui_keys Escape
tui_wait "F1Help"

choose zz_mine "Prints without end."
expect "a chisel that does not end is running" "zz_mine: running"
expect_gone "the list has gone" "Run a chisel"
expect "what it prints comes meanwhile, colours taken out" "]0;title. line "
[ "$(tui display-message -p '#{pane_title}')" = title ] && fail "no sequence reaches the terminal" ||
	pass "no sequence reaches the terminal"
tui_keys F1
expect_gone "Esc stops it" "zz_mine"
tui_wait "F1Help"
tui_keys q
tui_wait 'ready$'
none_left() {
	! pgrep -f "sonde -r $demo" > "$TMP/left"
}
until_true none_left && pass "no process is left" || fail "no process is left" "$(cat "$TMP/left")"

# Those that draw on a terminal themselves.
tui_run "$SONDE print -r $demo -c subsecoffset"
tui_wait 'ready$'
expect "a scale fits the width" "|0ms       |100ms     |200ms"
tui capture-pane -pe | grep -q '48;5;' && pass "with colours" || fail "with colours" "$(tui_screen)"
tui_run "NO_COLOR=1 $SONDE print -r $demo -c subsecoffset"
tui_wait 'ready$'
expect "without colours there are marks" ";;"
tui capture-pane -pe | grep -q "$(printf '\033')" && fail "and no sequences" "$(tui_screen)" || pass "and no sequences"
tui_stop
finish
