#!/bin/sh
# Columns: hidden, moved, resized by keys; remembered from one run to the next.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib.sh
. tests/lib.sh
# shellcheck source=tests/tui/term.sh
. tests/tui/term.sh
export TZ=UTC

config=$TMP/config/sonde/config
tui_start 120 30
explore() {
	tui_open -r "$CAPTURES/gen-mixed.scap"
}
explore
tui_keys C
expect_line "C lists the columns" 4 "^\[x\] PID "
tui_keys Down Space
expect_line "Space hides one" 5 "^\[ \] PPID "
expect_line "the table beside the list follows" 3 " PID *CPU"
tui_keys Up J J
expect_line "J moves one to the right" 6 "^\[x\] PID "
expect_line "and the table shows it" 3 " CPU[▾v]* *PID *USER"
tui_keys Right + l
expect_line "it gets wider" 6 "^\[x\] PID  *10 *"
tui_keys - -
expect_line "and narrower" 6 "^\[x\] PID  *8 *"
tui_keys Left Left Left Left
expect_line "but no number is cut off" 6 "^\[x\] PID  *[567] *"
tui_keys Enter
expect_line "Enter closes the list" 3 "^ *CPU[▾v] *PID *USER"
tui_wait "F1Help"
grep -q '^columns.procs = -PPID CPU PID:[567] USER' "$config" &&
	pass "the configuration names them" || fail "the configuration names them" "$(cat "$config")"
# What counts by position counts by the position on screen.
tui_keys '@'
expect_line "Shift-2 sorts by the second column that is there" 3 "CPU *PID[▾▴v^]"
tui_keys Tab
tui_keys Tab
tui_keys '='
expect_line "Tab goes through them in their order" 2 "and proc.pid="
tui_keys F10
tui_wait 'ready$'

echo 'theme = light' >> "$config"
explore
expect_line "the next run has them again" 3 "^ *CPU[▾v] *PID *USER"
tui_keys C r
expect_line "r brings back what the view says" 4 "^\[x\] PID "
tui_keys Escape
expect_line "all of them" 3 "^ *PID *PPID *CPU"
tui_keys F10
tui_wait 'ready$'
[ "$(cat "$config")" = "theme = light" ] && pass "other settings stay" ||
	fail "other settings stay" "$(cat "$config")"

# What cannot be is passed over.
echo 'columns.procs = Command:20 NoSuch:7 CPU:99999999999 -USER PID' > "$config"
explore
expect_line "names that are not there are passed over" 3 "^Command  *CPU[▾v] *TH .* PID *PPID"
tui_keys C
i=0
while [ $i -lt 12 ]; do
	tui_keys Space Down
	i=$((i + 1))
done
tui_keys Escape
expect_line "one column is always left" 3 "[A-Za-z]"
tui_keys F10
tui_wait 'ready$'
finish
