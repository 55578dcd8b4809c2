#!/bin/sh
# Saving what is shown as a capture; actions on a capture; themes.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib.sh
. tests/lib.sh
# shellcheck source=tests/tui/term.sh
. tests/tui/term.sh
export TZ=UTC

capture=$CAPTURES/gen-mixed.scap
events() {
	"$SONDE" print -r "$@" -p '%evt.rawtime %evt.type %evt.dir %proc.name %fd.name %evt.args'
}

write_to() {
	tui_keys w
	tui_wait "Write the events shown to:"
	tui_keys C-u
	tui_text "$1"
	tui_keys Enter
}

tui_start 120 30
tui_open -r "$capture" proc.name=nginx
write_to "$TMP/nginx.scap"
expect "w saves what the filter selects" "events saved in $TMP/nginx.scap"
events "$capture" 'proc.name=nginx and evt.type!=switch' > "$TMP/want"
events "$TMP/nginx.scap" > "$TMP/got"
same "the events are those" "$TMP/want" "$TMP/got"
[ "$(stat -c %a "$TMP/nginx.scap")" = 600 ] && pass "for nobody else" || fail "for nobody else"
before=$(cksum < "$TMP/nginx.scap")
write_to "$TMP/nginx.scap"
expect "a file that is there is not overwritten at once" "Enter again overwrites"
tui_keys Escape
tui_wait "F1Help"
[ "$(cksum < "$TMP/nginx.scap")" = "$before" ] && pass "nor after Escape" || fail "nor after Escape"
write_to "$TMP/nginx.scap"
tui_wait "Enter again"
tui_keys Enter
expect "but after another Enter" "events saved in"
write_to "$capture"
tui_wait "Enter again"
tui_keys Enter
expect "never the capture that is open" "$(basename "$capture"): "
tui_keys Escape
tui_wait "F1Help"
write_to "/nonexistent/x.scap"
expect "errors are told" "/nonexistent/x.scap: "
tui_keys Escape
tui_wait "F1Help"

# With a range of time.
tui_keys t ':'
tui_text "0.0002"
tui_keys Enter '[' ':'
tui_text "0.0006"
tui_keys Enter ']'
tui_wait "Time: "
write_to "$TMP/range.scap"
expect "w saves the range" "events saved in $TMP/range.scap"
events "$capture" 'proc.name=nginx and evt.type!=switch and evt.reltime>=200000 and evt.reltime<=600000' > "$TMP/want"
events "$TMP/range.scap" > "$TMP/got"
same "the events of the range are those" "$TMP/want" "$TMP/got"
[ -s "$TMP/want" ] && pass "there are some" || fail "there are some"
tui_keys r t

# The processes of a capture are not those of this machine: nothing is run.
tui_keys F8
expect "F8 lists the actions" "Select Action"
expect "and says why they are not run" "The events come from a file"
tui_keys Enter
expect "Enter does not run one" "not from this machine"
tui_keys a
tui_wait "Select Action"
tui_text "/KILL"
tui_keys Enter
expect_line "letters that are typed choose no action" 3 "^Select Action"
tui_keys Escape
tui_wait "F1Help"

# Themes: by key, remembered, by option.
tui_keys T
expect "T lists the themes" "colourblind"
tui_keys Home Down Enter
expect "one is chosen" "Theme contrast, from now on."
grep -qx 'theme = contrast' "$TMP/config/sonde/config" && pass "and remembered" || fail "and remembered"
tui_keys q
tui_wait 'ready$'
tui_open -r "$capture"
tui capture-pane -pe | sed -n 3p | grep -q '[[;]107m' &&
	pass "the next run has it" || fail "the next run has it" "$(tui capture-pane -pe | sed -n 3p)"
tui_keys q
tui_wait 'ready$'
tui_open -r "$capture" --theme mono
tui capture-pane -pe | grep -q '\[[34][0-7]m' && fail "mono has no colours" || pass "mono has no colours"
tui_keys T
tui_wait "colourblind"
tui_keys Up Down Enter
expect "the list of themes begins at the one in use" "Theme mono, from now on."
tui_keys q
tui_wait 'ready$'
tui_run "NO_COLOR=1 $SONDE -r $capture --theme dark"
tui_await tui_settled
tui capture-pane -pe | grep -q '\[[34][0-8][;m]' && fail "NO_COLOR wins over a theme" || pass "NO_COLOR wins over a theme"
tui_keys q
tui_wait 'ready$'
for theme in themes/*.theme; do
	tui_run "$SONDE -r $capture --theme $(basename "$theme" .theme)"
	tui_wait "F1Help" && tui_has_not "is no colour" && tui_has_not "no look" &&
		pass "$theme is read" || fail "$theme is read" "$(tui_screen)"
	tui_keys q
	tui_wait 'ready$'
done
tui_run "$SONDE -r $capture --theme nosuch"
expect "a theme that is not there is told" "unknown theme 'nosuch'; T lists them"
tui_keys q
tui_wait 'ready$'

# Replay from the command line.
tui_run "$SONDE --demo -v dig --speed 0.05"
expect "--speed replays" "playing"
tui_keys F10
tui_wait 'ready$'
tui_run "$SONDE -r $capture -v dig --speed 1000"
expect "to the end" "/$("$SONDE" print -r "$capture" | wc -l)("
expect_gone "and is over then" "playing"
tui_keys q
tui_wait 'ready$'
tui_run "$SONDE -r $capture --speed fast"
expect "a speed is a number" "a number is needed"
finish
