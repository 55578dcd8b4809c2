#!/bin/bash
# Recording into a series of files (-C, -G, -e, -W): sonde and sysdig 0.29.3 make files of the
# same names from the same capture, divided at the same events, and sysdig prints from ours what
# it prints from the original.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib.sh
. tests/lib.sh
export TZ=UTC
format='*%evt.rawtime %evt.cpu %proc.name (%thread.tid) %evt.dir %evt.type %evt.info %fd.name'

# Long enough for some megabytes, and for calls and processes to reach from file to file.
long=$TMP/long.scap
base=$SONDE_DATA/sample.scap
[ -f "$base" ] || base=$CAPTURES/gen-files.scap
build/tests/gen_captures --repeat 60 "$base" "$long" || fail "a long capture"
binary=$(realpath "$SONDE")
sysdig -d -r "$long" -p "$format" > "$TMP/all" 2> /dev/null
[ -s "$TMP/all" ] || fail "sysdig prints $base" "nothing came"

# Record as both do: with the arguments after the name, into $TMP/ours and $TMP/theirs.
record() {
	rm -rf "$TMP/ours" "$TMP/theirs"
	mkdir "$TMP/ours" "$TMP/theirs"
	(cd "$TMP/theirs" && sysdig -r "$long" "$@" > /dev/null 2>&1)
	(cd "$TMP/ours" && "$binary" "$command" -r "$long" "$@" 2> "$TMP/err") || fail "$name" "$(cat "$TMP/err")"
}

# The names of a folder's files, in the order of what is in them.
names() {
	local f
	for f in "$1"/*; do
		echo "$(sysdig -r "$f" -p '*%evt.rawtime' 2> /dev/null | head -n 1) ${f##*/}"
	done | sort | cut -d ' ' -f 2
}

# Same names; the same number of lines in each; the lines those of the original.
# Where a call was under way when the file changed sysdig has lost what it is about: that its
# lines are ours is no condition.
divided_alike() {
	local f lines
	names "$TMP/theirs" > "$TMP/names.theirs"
	names "$TMP/ours" > "$TMP/names.ours"
	same "$name: names" "$TMP/names.theirs" "$TMP/names.ours"
	: > "$TMP/ours.lines"
	while read -r f; do
		sysdig -r "$TMP/ours/$f" -p "$format" > "$TMP/lines" 2> /dev/null
		lines=$(sysdig -r "$TMP/theirs/$f" -p "$format" 2> /dev/null | wc -l)
		[ "$1" != exactly ] || [ "$(wc -l < "$TMP/lines")" = "$lines" ] ||
			fail "$name: $f" "$(wc -l < "$TMP/lines") lines, sysdig has $lines"
		cat "$TMP/lines" >> "$TMP/ours.lines"
	done < "$TMP/names.ours"
	# With -W the first ones may be gone, with -n the last ones.
	if [ ! -s "$TMP/ours.lines" ]; then
		fail "$name: lines" "there are none"
		return
	fi
	grep -n -m 1 -F -x -- "$(head -n 1 "$TMP/ours.lines")" "$TMP/want" | cut -d : -f 1 > "$TMP/from"
	tail -n +"$(cat "$TMP/from")" "$TMP/want" | head -n "$(wc -l < "$TMP/ours.lines")" > "$TMP/part"
	same "$name: lines" "$TMP/part" "$TMP/ours.lines"
}

compare() {
	local how=$1
	shift
	name="$command $*"
	record "$@"
	divided_alike "$how"
}

command=record
cp "$TMP/all" "$TMP/want"
compare exactly -w b
compare exactly -w b -e 3000
compare exactly -w b -e 2000 -W 5
compare exactly -w b -e 1500 -W 12
compare exactly -w b -G 10
compare exactly -w b -G 7 -W 3 -z
compare exactly -w b -G 20 -e 2500
compare exactly -w b -e 5000 -n 12000 -z
compare exactly -w b -M 20 -e 1000
command=print
compare exactly -w b -e 4000 -W 3
# What is in front of the events has not quite the same length.
command=record
compare about -w b -C 1
compare about -w b -C 1 -W 2
compare about -w b -C 1 -W 12
compare about -w b -G 1000 -C 1 -W 11
compare about -w b -C 1 -G 20 -e 9000 -W 3

# A selection: what is hidden does not count.
filter='evt.type in (write, close) or proc.name contains s'
sysdig -d -r "$long" -p "$format" "$filter" > "$TMP/want" 2> /dev/null
compare exactly -w b -e 1000 "$filter"
compare exactly -w b -G 15 -W 9 "$filter"

# Names that say the time: sysdig calls the first file of a capture first_dump.scap, wherever the
# others go; ours says its time, too.
cp "$TMP/all" "$TMP/want"
name="record -w b%H%M%S -G 20"
record -w b%H%M%S.scap -G 20
first=$(sysdig -r "$long" -p '%evt.rawtime.s' 2> /dev/null | head -n 1)
mv "$TMP/theirs/first_dump.scap" "$TMP/theirs/b$(date -u -d "@$first" +%H%M%S).scap"
divided_alike exactly

# -W with such names: files that have had their turn are removed.
name="record -w b%H%M%S -G 10 -W 2"
record -w b%H%M%S.scap -G 10 -W 2
rm "$TMP/theirs/first_dump.scap"
divided_alike exactly

# --filter-proclist: only processes that match are in the list, and their events in the file.
if [ "$base" != "${base#"$SONDE_DATA"}" ]; then
	who=$("$SONDE" print -r "$long" -p '%proc.name' | sort | uniq -c | sort -rn | awk 'NR == 1 { print $2 }')
	"$SONDE" record -q -r "$long" -w "$TMP/whole.scap" "proc.name=$who"
	"$SONDE" record -q -r "$long" -w "$TMP/few.scap" --filter-proclist "proc.name=$who"
	sysdig -r "$TMP/whole.scap" -p "$format" > "$TMP/want" 2> /dev/null
	sysdig -r "$TMP/few.scap" -p "$format" > "$TMP/got" 2> /dev/null
	same "--filter-proclist: events of $who" "$TMP/want" "$TMP/got"
	"$SONDE" -r "$TMP/few.scap" --raw -v procs > "$TMP/few.procs"
	rows=$(grep -c -v -e '^-' "$TMP/few.procs")
	if [ "$rows" -gt 0 ] && [ "$(grep -a -c -F -- "$who" "$TMP/few.procs")" = "$rows" ]; then
		pass "--filter-proclist: nobody else"
	else
		fail "--filter-proclist: nobody else" "$(cat "$TMP/few.procs")"
	fi
fi
finish
