#!/bin/sh
# Events without a screen: `sonde -j -v dig` and `-j -v echo` against csysdig 0.29.3; what --raw and
# --batch, which csysdig does not have, print of the same.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib.sh
. tests/lib.sh
export TZ=UTC LC_ALL=C.UTF-8

# One entry a line. csysdig says the last one twice, and how far it has read of the file.
entries() {
	sed 's/^.*"data": \[//; s/\]$//; s/","/"\n"/g; s/},{/}\n{/g' "$1" |
		grep '^["{]' | grep -v '^{"slices"' | uniq
}

compare() {
	csysdig "$@" > "$TMP/theirs.json" 2> "$TMP/theirs.err" || {
		skip "$*" "csysdig itself fails"
		return
	}
	"$SONDE" "$@" > "$TMP/ours.json" 2> "$TMP/ours.err"
	entries "$TMP/theirs.json" > "$TMP/theirs"
	entries "$TMP/ours.json" > "$TMP/ours"
	same "$*" "$TMP/theirs" "$TMP/ours"
}

if command -v csysdig > /dev/null && csysdig --version 2>/dev/null | grep -q '0\.29\.3'; then
	for capture in "$CAPTURES"/gen-mixed.scap "$SONDE_DATA"/*.scap; do
		[ -f "$capture" ] || continue
		# Sockets of which csysdig knows less: see the README.
		compare -j -v dig -r "$capture" proc.name!=curl
		compare -j -v echo -r "$capture" proc.name!=curl
	done
	capture=$CAPTURES/gen-mixed.scap
	compare -j -v echo -A -r "$capture" proc.name!=curl
	compare -j -v echo -X -r "$capture" proc.name!=curl
	compare -j -v dig -pc -r "$capture" 'container.id!=host'
	compare -j -v dig -r "$capture" 'proc.name=nginx and evt.dir=<'
	compare -j -v dig -r "$capture" 'proc.name=nosuch'
else
	skip scripted "needs csysdig 0.29.3"
fi

# With -D a filter lets internal events pass, as in sysdig; with -d as well it does not.
if command -v sysdig > /dev/null && sysdig --version 2>/dev/null | grep -q '0\.29\.3'; then
	for capture in "$CAPTURES"/gen-hidden.scap "$SONDE_DATA"/sample.scap; do
		[ -f "$capture" ] || continue
		for options in "-D" "-D -d" "-D -n 40" "-D -S -q"; do
			# shellcheck disable=SC2086 # options are words
			sysdig $options -r "$capture" 'evt.type in (open, switch)' > "$TMP/theirs" 2> /dev/null
			# shellcheck disable=SC2086
			"$SONDE" print $options -r "$capture" 'evt.type in (open, switch)' > "$TMP/ours"
			same "print $options, with a filter, $(basename "$capture")" "$TMP/theirs" "$TMP/ours"
		done
	done
else
	skip "print -D with a filter" "needs sysdig 0.29.3"
fi

# Slices of some two thousand events, the count in the last.
demo=tests/data/demo.scap
"$SONDE" -j -v dig -r "$demo" > "$TMP/dig.json"
n=$("$SONDE" print -r "$demo" | wc -l)
[ "$(entries "$TMP/dig.json" | wc -l)" = "$n" ] && grep -q "\"progress\": 100.00, \"count\": $n" "$TMP/dig.json" &&
	[ "$(grep -c '"progress"' "$TMP/dig.json")" = $((n / 2001 + 1)) ] &&
	pass "all events, in slices" || fail "all events, in slices"

capture=$CAPTURES/gen-mixed.scap
"$SONDE" print -v -r "$capture" proc.name=nginx > "$TMP/print" 2> /dev/null
"$SONDE" --raw -v dig -r "$capture" proc.name=nginx > "$TMP/raw"
[ "$(wc -l < "$TMP/raw")" = "$(wc -l < "$TMP/print")" ] && pass "--raw -v dig: a line an event" ||
	fail "--raw -v dig: a line an event" "$(diff "$TMP/print" "$TMP/raw")"
"$SONDE" --batch -v echo -r "$capture" proc.pid=100 > "$TMP/echo"
grep -q '^------ Read 18B from .* (nginx' "$TMP/echo" && grep -q '^GET / HTTP' "$TMP/echo" &&
	pass "--batch -v echo: the data under a title" || fail "--batch -v echo" "$(cat "$TMP/echo")"

# The table: a header, columns aligned, as many rows as --raw has.
"$SONDE" --batch -v procs -r "$demo" > "$TMP/table"
rows=$("$SONDE" --raw -v procs -r "$demo" | sed '1d;$d' | wc -l)
[ "$(wc -l < "$TMP/table")" = $((rows + 1)) ] && pass "--batch: all rows and a header" ||
	fail "--batch: all rows and a header" "$(cat "$TMP/table")"
head -n 1 "$TMP/table" | grep -q '^ *PID  *PPID .*NET  Command$' && pass "--batch: the header" ||
	fail "--batch: the header" "$(head -n 1 "$TMP/table")"
at=$(head -n 1 "$TMP/table" | awk '{ print index($0, "  Command") }')
cut -c "$at-$((at + 1))" "$TMP/table" | grep -qv '^  $' && fail "--batch: columns are aligned" ||
	pass "--batch: columns are aligned"
"$SONDE" --batch --sortingcol 1 --from 1 --to 2 -v procs -r "$demo" > "$TMP/part"
"$SONDE" --batch -v procs -r "$demo" | sed 1d | sort -k 1,1nr | sed -n 2,3p | awk '{ print $1 }' > "$TMP/want"
sed 1d "$TMP/part" | awk '{ print $1 }' > "$TMP/got"
same "--batch: some rows, sorted by a column" "$TMP/want" "$TMP/got"

# Values for programs: each name one field, quotes doubled, numbers whole.
"$SONDE" --batch=csv -v procs -r "$demo" > "$TMP/csv"
head -n 1 "$TMP/csv" | grep -q '^"PID","PPID",.*"Command"$' && pass "csv: the header" ||
	fail "csv: the header" "$(head -n 1 "$TMP/csv")"
awk -F, 'NR > 1 && ($1 !~ /^-?[0-9]+$/ || $6 !~ /^[0-9]+$/) { bad++ } END { exit bad || NR < 10 }' "$TMP/csv" &&
	pass "csv: numbers are numbers" || fail "csv: numbers are numbers" "$(head -n 4 "$TMP/csv")"
"$SONDE" --batch=csv -v files -r "$CAPTURES/gen-mixed.scap" > "$TMP/csv"
awk '{ n = gsub(/"/, "&"); if (n % 2) bad++ } END { exit bad > 0 }' "$TMP/csv" &&
	pass "csv: quotes in names are doubled" || fail "csv: quotes in names are doubled" "$(cat "$TMP/csv")"
"$SONDE" --batch=csv -v dig -r "$demo" > "$TMP/out" 2>&1 && fail "csv of events is refused" ||
	pass "csv of events is refused"
grep -q "have no columns" "$TMP/out" && pass "with a reason" || fail "with a reason" "$(cat "$TMP/out")"
"$SONDE" --batch=xml -r "$demo" > "$TMP/out" 2>&1 && fail "other forms are refused" ||
	pass "other forms are refused"

# Another locale changes nothing but what cannot be shown in it.
for format in --raw -j --batch=csv; do
	LC_ALL=C "$SONDE" $format -v files -r "$CAPTURES/gen-mixed.scap" > "$TMP/c" 2>&1
	"$SONDE" $format -v files -r "$CAPTURES/gen-mixed.scap" > "$TMP/utf8" 2>&1
	same "$format: the same in the C locale" "$TMP/utf8" "$TMP/c"
done
LC_ALL=C "$SONDE" --batch -v files -r "$CAPTURES/gen-mixed.scap" | LC_ALL=C grep -q '[^ -~]' &&
	fail "--batch: plain text in the C locale" || pass "--batch: plain text in the C locale"
finish
