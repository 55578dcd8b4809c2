#!/bin/bash
# What sonde records of a program equals what the program did (truth.h says how that is told), as
# sonde prints it and as sysdig does.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib.sh
. tests/lib.sh
# shellcheck source=tests/live/lib.sh
. tests/live/lib.sh
live_needs truth

# compare LABEL PROGRAM...: one check an event type.
compare() {
	local label=$1 verdict type rest
	shift
	print_events "$TMP/truth.scap" \
		'*%thread.tid\t%evt.dir\t%evt.type\t%evt.arg.nativeID\t%evt.args' "$@" > "$TMP/actual"
	awk -f tests/live/match.awk "$TMP/expected" "$TMP/actual" > "$TMP/verdicts"
	[ -s "$TMP/verdicts" ] || fail "$label" "$(cat "$TMP/print.err")"
	while read -r verdict type rest; do
		case $verdict in
		ok) pass "$label, $type: $rest events" ;;
		bad) fail "$label, $type: $rest" ;;
		*) printf '    %s %s %s\n' "$verdict" "$type" "$rest" ;;
		esac
	done < "$TMP/verdicts"
}

work() {
	rm -rf "$TMP/dir"
	mkdir "$TMP/dir"
	"$LIVE/truth" "$TMP/dir" "$TMP/expected" || fail "the program does its work"
}
recorded truth work record_start "$TMP/truth.scap"
calls=$(awk -F '\t' '$1 == ">" && $2 != "signaldeliver" && $2 != "procexit" {
	print $2 == "<unknown>" ? $3 : $2 }' "$TMP/expected" | sort -u | wc -l)
if [ "$calls" -ge 150 ]; then
	pass "$calls different calls"
else
	fail "at least 150 different calls" "$calls"
fi
compare "sonde" "$SONDE" print
if have_sysdig; then
	compare "sysdig" sysdig
else
	skip "as sysdig prints it" "compares with sysdig 0.29.3"
fi
finish
