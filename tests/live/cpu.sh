#!/bin/bash
# What threads use of the processors: told once a second, never more than they have used, and the
# same to sysdig's tables as to ours.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib.sh
. tests/lib.sh
# shellcheck source=tests/live/lib.sh
. tests/live/lib.sh
live_needs cpu

# A program of a name of its own: a recording of everything is long on a machine with other work. When
# it is to end, it says in seconds what it has used itself, in user mode and in the kernel.
name=busy-$$
cp "$(command -v bash)" "$TMP/$name"
cat > "$TMP/script" << 'END'
trap 'end=1' TERM
until [ -n "${end:-}" ]; do :; done
times > "$1"
END

# told: what the recording says of its processor time, a line each time
told() {
	"$SONDE" print -D -r "$TMP/all.scap" \
		-p '%evt.type %thread.tid %evt.rawarg.cpu_usr %evt.rawarg.cpu_sys %thread.cpu' 2> /dev/null |
		sed -n "s/^procinfo $pid //p"
}

record_start "$TMP/all.scap" "proc.name=$name" || finish
$FIRST "$TMP/$name" "$TMP/script" "$TMP/times" &
pid=$!
for _ in $(seq 60); do
	sleep 1
	[ "$(told | wc -l)" -lt 3 ] || break
done
end $pid
record_stop
used=$(awk 'NR == 1 {
	for (i = 1; i <= 2; i++) { split($i, t, /[ms]/); sum += t[1] * 60 + t[2] }
	printf "%d", sum * 100 + 2 }' "$TMP/times")

told > "$TMP/told"
check() {
	if awk "$2" "$TMP/told" > "$TMP/err"; then
		pass "$1"
	else
		fail "$1" "$(cat "$TMP/told") used: $used ticks"
	fi
}
check "a busy process is told of again and again" 'END { exit NR < 2 }'
check "counters do not go back" '$1 < u || $2 < s { exit bad = 1 } { u = $1; s = $2 } END { exit bad }'
check "nobody has used more than he has" "END { exit \$1 + \$2 > $used }"
check "work is seen" '$3 > 0 { seen = 1 } END { exit !seen }'

cpu_of() {
	"$@" --raw -v procs -r "$TMP/all.scap" 2> "$TMP/err" | awk -v p="$pid" '$1 == p { print $3 }'
}
cpu_of "$SONDE" > "$TMP/ours"
if command -v csysdig > /dev/null; then
	cpu_of csysdig > "$TMP/theirs"
	same "the column of the table is csysdig's" "$TMP/theirs" "$TMP/ours"
else
	skip "the column of the table is csysdig's" "needs csysdig 0.29.3"
fi
finish
