#!/bin/bash
# Who may not trace is told in one line what is missing, and offered the demo; who has the named
# capabilities, and no more, may. As root, for becoming somebody else.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib.sh
. tests/lib.sh
# shellcheck source=tests/live/lib.sh
. tests/live/lib.sh
# shellcheck source=tests/tui/term.sh
. tests/tui/term.sh
live_needs privilege

# Where anybody can reach it, as `make install` puts it.
chmod 711 "$TMP"
mkdir -p "$TMP/usr/bin" "$TMP/usr/share/sonde"
cp "$SONDE" "$TMP/usr/bin/sonde"
cp -r views themes tests/data/demo.scap "$TMP/usr/share/sonde/"
chmod -R a+rX "$TMP/usr"
installed=$TMP/usr/bin/sonde
nobody="setpriv --reuid 65534 --regid 65534 --clear-groups"
line="sonde: live capture needs root, or CAP_BPF, CAP_PERFMON, CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH"

# So that there are events for sure.
sh -c 'while sleep 0.05; do :; done' 9>&- &
ticks=$!
leave() {
	end $ticks
	tui_stop
	record_abandon
}
trap leave EXIT

# refused NAME ARGUMENT...: with that line first, and no more than one other
refused() {
	local name=$1 status
	shift
	$nobody "$installed" "$@" > "$TMP/out" 2> "$TMP/err" < /dev/null
	status=$?
	if [ $status = 1 ] && [ ! -s "$TMP/out" ] && [ "$(wc -l < "$TMP/err")" -le 2 ] &&
		head -n 1 "$TMP/err" | grep -qF "$line"; then
		pass "$name: says what is missing"
	else
		fail "$name: says what is missing" "status $status: $(cat "$TMP/out" "$TMP/err")"
	fi
}
refused print print
refused record record -w /dev/null
refused explorer --raw -v procs

# without NAME FOLDER TEXT: where that folder is empty, one line says so and how to go on
without() {
	unshare -m sh -c 'mount -t tmpfs none "$1" && exec "$2" print -n 1' - "$2" "$installed" \
		> "$TMP/out" 2> "$TMP/err" < /dev/null
	if [ $? = 1 ] && [ ! -s "$TMP/out" ] && [ "$(wc -l < "$TMP/err")" = 1 ] &&
		grep -qF "$3" "$TMP/err"; then
		pass "without $1: one line says so"
	else
		fail "without $1: one line says so" "$(cat "$TMP/out" "$TMP/err")"
	fi
}
if unshare -m mount -t tmpfs none /mnt 2> /dev/null; then
	without "types of the kernel" /sys/kernel/btf "needs one built with CONFIG_DEBUG_INFO_BTF"
	without "processors" /sys/devices/system/cpu "live capture needs /sys mounted"
else
	skip "without parts of /sys" "mounting in a namespace is not permitted"
fi

# with CAPABILITIES LACKS: events come, and one line says what is lacking, when anything is
with() {
	local name="$1 suffice" lines=0
	[ -z "$2" ] || lines=1
	timeout 300 $nobody --inh-caps "$1" --ambient-caps "$1" "$installed" print -n 20 \
		> "$TMP/out" 2> "$TMP/err" < /dev/null
	if [ "$(wc -l < "$TMP/out")" = 20 ] && [ "$(wc -l < "$TMP/err")" = $lines ] &&
		[ "$(grep -cF "sonde: without $2, " "$TMP/err")" = $lines ]; then
		pass "$name"
	else
		fail "$name" "$(head -n 3 "$TMP/out" "$TMP/err")"
	fi
}
with +bpf,+perfmon,+sys_ptrace,+dac_read_search ""
with +bpf,+perfmon,+dac_read_search CAP_SYS_PTRACE
with +bpf,+perfmon "CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH"

$nobody "$installed" --demo --raw -v procs > "$TMP/out" 2>&1 < /dev/null
grep -q mariadbd "$TMP/out" && pass "the installed demo opens" ||
	fail "the installed demo opens" "$(head -n 5 "$TMP/out")"

if command -v tmux > /dev/null; then
	tui_start 120 40 "$nobody $installed"
	expect "the demo is offered" "[d] open the demo"
	tui_keys x
	tui_keys d
	expect "d opens it" "demo.scap"
	tui_wait "Viewing: Processes"
	tui_keys q
	tui_wait 'ready$'
	tui_run "$nobody $installed; echo left=\$?"
	expect "it is offered again" "[q] quit"
	tui_text q
	expect "q quits" 'ready$'
	expect "with status 1" "left=1"
	tui_run "$nobody --inh-caps +bpf,+perfmon --ambient-caps +bpf,+perfmon $installed"
	tui_wait "Viewing:" # it is said before the screen is taken, too
	expect "the explorer says what it lacks" "without CAP_SYS_PTRACE"
	tui_keys q
	tui_wait 'ready$'
else
	skip "the offer" "tmux is not there"
fi
finish
