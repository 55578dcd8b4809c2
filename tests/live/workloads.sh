#!/bin/bash
# Recordings of work that real systems do: a pipeline, a threaded server, a storm of short
# processes, and things that are long: paths, argument lists, buffers.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib.sh
. tests/lib.sh
# shellcheck source=tests/live/lib.sh
. tests/live/lib.sh
live_needs workloads

storm=5000
talks=97 # a prime, so that no other count looks like it
workload=$LIVE/workload
mkdir "$TMP/dir"

# count NAME WANT FORMAT FILTER: how many events of the recording pass.
count() {
	local got
	got=$("$SONDE" print -r "$TMP/all.scap" -p "$3" "$4" 2> "$TMP/print.err" | wc -l)
	if [ "$got" = "$2" ]; then
		pass "$1: $2"
	else
		fail "$1: $2" "$got; $(cat "$TMP/print.err")"
	fi
}

# sum WANT NAME FILTER: of the results.
sum() {
	local got
	got=$("$SONDE" print -r "$TMP/all.scap" -p '%evt.rawres' "$3" 2> "$TMP/print.err" |
		awk '$1 > 0 { s += $1 } END { print s + 0 }')
	if [ "$got" = "$1" ]; then
		pass "$2: $1"
	else
		fail "$2: $1" "$got; $(cat "$TMP/print.err")"
	fi
}

# One shell does everything, so that its descendants are the ones to look at.
cat > "$TMP/dir/script" << 'END'
seq 1 1000 | sort -rn | head -n 3 | wc -c
END

# ---------------------------------------------------------------------------- recording

# Four thousand bytes in one argument, and as many in words; both below what is kept of a list.
word=$(printf '%04000d' 0)
words=$(seq -s ' ' 10000 10799 | cut -c 1-4000)

work() {
	sh "$TMP/dir/script" > "$TMP/dir/out" &
	shell=$!
	wait $shell
	"$workload" server $talks "$TMP/dir" &
	server=$!
	wait $server || fail "the server does its work"
	"$workload" storm $storm "$LIVE/tiny" &
	parent=$!
	wait $parent || fail "the storm does its work"
	rm -rf "$TMP/dir/deep"
	mkdir "$TMP/dir/deep"
	"$workload" deep "$TMP/dir/deep" > "$TMP/path" || fail "a deep path"
	env -i "$LIVE/tiny" "$word" 2> /dev/null
	# shellcheck disable=SC2086
	env -i "$LIVE/tiny" $words
	# More than is kept.
	# shellcheck disable=SC2046
	env -i "$LIVE/tiny" $(seq 100000 109999)
}
recorded workloads work record_start "$TMP/all.scap"

# ----------------------------------------------------------------------------- pipeline

[ "$(cat "$TMP/dir/out")" = 13 ] || fail "the pipeline does its work"
for program in seq sort head wc; do
	count "$program was executed" 1 '%evt.num' \
		"evt.type=execve and evt.dir=< and evt.rawres=0 and proc.name=$program and proc.ppid=$shell"
	count "$program ended" 1 '%evt.num' \
		"evt.type=procexit and proc.name=$program and proc.ppid=$shell"
done
sum 3893 "bytes that seq wrote" \
	"evt.type=write and evt.dir=< and proc.name=seq and fd.type=pipe and proc.ppid=$shell"
sum 3893 "bytes that sort read" \
	"evt.type=read and evt.dir=< and proc.name=sort and fd.num=0 and proc.ppid=$shell"
sum 13 "bytes that wc read" \
	"evt.type=read and evt.dir=< and proc.name=wc and fd.num=0 and proc.ppid=$shell"

# ------------------------------------------------------------------------------- server

total=$((3 * talks))
# Of three doors, one process with 15 threads beside the first.
count "threads were made" 15 '%evt.num' \
	"evt.type in (clone, clone3) and evt.dir=< and evt.rawres>0 and proc.pid=$server"
count "threads ended" 16 '%evt.num' "evt.type=procexit and proc.pid=$server"
count "conversations began" $total '%evt.num' \
	"evt.type=connect and evt.dir=< and evt.rawres=0 and proc.pid=$server"
count "conversations were accepted" $total '%evt.num' \
	"evt.type=accept and evt.dir=< and evt.rawres>=0 and proc.pid=$server"
sum $((16 * total)) "bytes were sent" \
	"evt.type=sendto and evt.dir=< and proc.pid=$server"
sum $((16 * total)) "bytes were received" \
	"evt.type=recvfrom and evt.dir=< and proc.pid=$server"
for family in ipv4 ipv6; do
	"$SONDE" print -r "$TMP/all.scap" -p '%evt.arg.tuple' "evt.type=connect and evt.dir=< and \
		fd.type=$family and proc.pid=$server" | sort > "$TMP/from"
	"$SONDE" print -r "$TMP/all.scap" -p '%evt.arg.tuple' "evt.type=accept and evt.dir=< and \
		fd.type=$family and proc.pid=$server" | sort > "$TMP/to"
	[ "$(wc -l < "$TMP/from")" = $talks ] || fail "$family: tuples" "$(wc -l < "$TMP/from")"
	same "$family: both ends agree" "$TMP/from" "$TMP/to"
	# Names at the first use and at the last are those of the tuple.
	"$SONDE" print -r "$TMP/all.scap" -p '%fd.name' "evt.type=sendto and evt.dir=> and \
		fd.type=$family and proc.pid=$server and evt.buffer contains question" |
		sort > "$TMP/names"
	"$SONDE" print -r "$TMP/all.scap" -p '%fd.name' "evt.type=close and evt.dir=> and \
		fd.type=$family and fd.name contains -> and proc.pid=$server" | sort -u > "$TMP/closed"
	same "$family: names when closed" "$TMP/from" "$TMP/closed"
done
count "unix conversations" $talks '%evt.arg.tuple' \
	"evt.type=connect and evt.dir=< and fd.type=unix and proc.pid=$server and evt.arg.tuple contains $TMP/dir/door"

# -------------------------------------------------------------------------------- storm

of_storm="proc.ppid=$parent and proc.name=tiny"
count "processes were executed" $storm '%evt.num' \
	"evt.type=execve and evt.dir=< and evt.rawres=0 and $of_storm and proc.args=storm"
count "they made their call" $storm '%evt.num' \
	"evt.type=close and evt.dir=< and evt.failed=true and $of_storm"
count "they ended" $storm '%evt.num' "evt.type=procexit and $of_storm"
count "their parent made them" $storm '%evt.num' \
	"evt.type in (clone, clone3, vfork, fork) and evt.dir=< and evt.rawres>0 and proc.pid=$parent"
count "it waited for them" $storm '%evt.num' \
	"evt.type=wait4 and evt.dir=< and proc.pid=$parent"

# ------------------------------------------------------------------------------- long things

"$SONDE" print -r "$TMP/all.scap" -p '%evt.rawarg.name' \
	'evt.type in (open, openat) and evt.dir=< and evt.rawarg.name endswith /bottom' > "$TMP/name"
same "a path of 3000 bytes" "$TMP/path" "$TMP/name"

# args NAME FILTER WANT
args() {
	"$SONDE" print -r "$TMP/all.scap" -v -p '%evt.arg.args' \
		"evt.type=execve and evt.dir=< and evt.rawres=0 and proc.name=tiny and $2" > "$TMP/args"
	printf '%s\n' "$3" > "$TMP/want"
	same "$1" "$TMP/want" "$TMP/args"
}
args "an argument of 4000 bytes" 'proc.args startswith 0000' "$word."
args "arguments of 4000 bytes" 'proc.args startswith "10000 "' "$(echo "$words" | tr ' ' .)."
"$SONDE" print -r "$TMP/all.scap" -v -p '%evt.arg.args' "evt.type=execve and evt.dir=< and \
	evt.rawres=0 and proc.name=tiny and proc.args startswith 100000" > "$TMP/args"
if [ "$(seq 100000 109999 | tr '\n' . | cut -c 1-4090)" = "$(cut -c 1-4090 "$TMP/args")" ]; then
	pass "of 70,000 bytes of arguments the first page"
else
	fail "of 70,000 bytes of arguments the first page" \
		"$(wc -c < "$TMP/args") bytes: $(tail -c 100 "$TMP/args")"
fi
same_as_sysdig workloads "$TMP/all.scap"

# Of this program alone: with such buffers, what others read and write soon is more than can be kept.
record_start "$TMP/all.scap" -s 65000 proc.name=workload || finish
"$workload" write 61440 "$TMP/dir/much" > "$TMP/want" || fail "a large write"
record_stop
"$SONDE" print -r "$TMP/all.scap" -v -p '%evt.arg.data' \
	"evt.type=write and evt.dir=< and fd.name=$TMP/dir/much" > "$TMP/data"
same "a write of 60 KiB with -s 65000" "$TMP/want" "$TMP/data"
same_as_sysdig "large buffers" "$TMP/all.scap"
finish
