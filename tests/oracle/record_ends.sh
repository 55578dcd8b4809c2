#!/bin/bash
# How recordings end: at the end of the input, by a signal, killed, on a full disk, in a pipe that
# nobody reads; and what is then in the file. No comparison: what sonde itself makes of it.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib.sh
. tests/lib.sh
export TZ=UTC

base=$CAPTURES/gen-files.scap
[ ! -f "$SONDE_DATA/sample.scap" ] || base=$SONDE_DATA/sample.scap
long=$TMP/long.scap
build/tests/gen_captures --repeat 400 "$base" "$long" || fail "a long capture"
"$SONDE" print -r "$long" > "$TMP/all"

is() { # NAME WANT GOT
	if [ "$2" = "$3" ]; then
		pass "$1"
	else
		fail "$1" "want: $2
got:  $3"
	fi
}

holds() { # NAME COMMAND...: that succeeds; else what is in $TMP/err is shown
	if "${@:2}"; then
		pass "$1"
	else
		fail "$1" "$(cat "$TMP/err")"
	fi
}

# wait_until WHAT COMMAND...
wait_until() {
	until_true "${@:2}" || fail "$1" "waited in vain"
}

# What is in a file that was cut off somewhere: the beginning of what was to be recorded.
is_beginning() { # NAME FILE
	local n
	"$SONDE" print -r "$2" > "$TMP/got" 2> "$TMP/err"
	n=$(wc -l < "$TMP/got")
	if [ "$n" = 0 ]; then
		fail "$1" "nothing is in it: $(cat "$TMP/err")"
		return
	fi
	head -n "$n" "$TMP/all" > "$TMP/beginning"
	same "$1" "$TMP/beginning" "$TMP/got"
}

# ------------------------------------------------------------------------------ the end

"$SONDE" record -r "$long" -w "$TMP/a.scap" 2> "$TMP/err"
is "status" 0 $?
is "one line is said" 1 "$(wc -l < "$TMP/err")"
holds "summary" grep -q "events, .* in $TMP/a.scap" "$TMP/err"
"$SONDE" print -r "$TMP/a.scap" > "$TMP/got"
same "everything is there" "$TMP/all" "$TMP/got"
is "private" 600 "$(stat -c %a "$TMP/a.scap")"
umask 0
touch "$TMP/b.scap2" "$TMP/b.scapx"
"$SONDE" record -q -r "$long" -w "$TMP/b.scap" -e 20000 -C 1 -G 1000 2> "$TMP/err"
is "-q says nothing" "" "$(cat "$TMP/err")"
is "each of a series is private, also one that was there" 600 "$(stat -c %a "$TMP"/b.scap[0-9]* | sort -u)"
is "nobody else's file is touched" 666 "$(stat -c %a "$TMP/b.scapx")"
umask 022
"$SONDE" record -r "$long" -w "$TMP/none.scap" evt.num=0 2> "$TMP/err"
is "nothing matches: status" 0 $?
"$SONDE" print -r "$TMP/none.scap" > "$TMP/got" 2>&1
is "nothing matches: an empty capture" "" "$(cat "$TMP/got")"

"$SONDE" record -r "$long" -w "$long" 2> "$TMP/err"
is "the capture being read is refused" "1 sonde: $long: is the capture being read" "$? $(cat "$TMP/err")"
"$SONDE" record -r "$long" -w "$TMP/no/x.scap" 2> "$TMP/err"
is "no such folder" "1 sonde: $TMP/no/x.scap: cannot be written: No such file or directory" "$? $(cat "$TMP/err")"
"$SONDE" record -r "$long" -w - -C 1 2> "$TMP/err" > "$TMP/got"
is "a stream cannot be divided" "1 1 0" "$? $(wc -l < "$TMP/err") $(stat -c %s "$TMP/got")"

# A damaged capture: what comes before the damage is recorded.
head -c 1000000 "$long" > "$TMP/cut.scap"
"$SONDE" print -r "$TMP/cut.scap" > "$TMP/want" 2> /dev/null
"$SONDE" record -q -r "$TMP/cut.scap" -w "$TMP/d.scap" 2> "$TMP/err"
is "damaged input: status" "1 1" "$? $(wc -l < "$TMP/err")"
"$SONDE" print -r "$TMP/d.scap" > "$TMP/got"
same "damaged input: what was before" "$TMP/want" "$TMP/got"

# ------------------------------------------------------------------------------ signals

# Feed it all but the end of a capture, so that it goes on waiting, and end it.
# The reader of a pipe hands over what has come within a second, which a file then shows.
record_slowly() { # FILE ARGUMENTS...
	local file=$1
	shift
	rm -f "$TMP/fifo"
	mkfifo "$TMP/fifo"
	"$SONDE" record -r - -w "$file" "$@" < "$TMP/fifo" 2> "$TMP/err" &
	pid=$!
	exec 7> "$TMP/fifo"
	head -c 1500000 "$long" >&7
}

has_lines() { # FILE NUMBER
	[ -s "$1" ] && [ "$("$SONDE" print -r "$1" 2> /dev/null | wc -l)" -ge "$2" ]
}

head -c 1500000 "$long" > "$TMP/part.scap"
want=$("$SONDE" print -r "$TMP/part.scap" 2> /dev/null | wc -l)
for signal in INT TERM HUP KILL; do
	for z in "" -z; do
		file=$TMP/s.scap
		rm -f "$file"
		# shellcheck disable=SC2086 # no word when empty
		record_slowly "$file" $z
		wait_until "SIG$signal $z: events can be seen in time" has_lines "$file" "$want"
		kill -s "$signal" "$pid"
		wait "$pid" 2> /dev/null
		status=$?
		exec 7>&-
		if [ "$signal" = KILL ]; then
			is "SIGKILL $z: killed" 137 "$status"
		else
			is "SIG$signal $z: status, a summary" "0 1" "$status $(grep -c 'events, ' "$TMP/err")"
		fi
		is_beginning "SIG$signal $z: what was written" "$file"
		is "SIG$signal $z: all of it" "$want" "$(wc -l < "$TMP/got")"
	done
done

# Killed while it is writing at full speed: a file whose last block may be half there.
for z in "" -z; do
	rm -f "$TMP/k.scap"
	# shellcheck disable=SC2086 # no word when empty
	"$SONDE" record -q -r - -w "$TMP/k.scap" $z 2> /dev/null \
		< <(while cat "$long"; do :; done 2> /dev/null) &
	pid=$!
	wait_until "a file grows $z" sh -c "[ \"\$(stat -c %s $TMP/k.scap 2> /dev/null || echo 0)\" -gt 300000 ]"
	kill -s KILL "$pid"
	wait "$pid" 2> /dev/null
	"$SONDE" print -r "$TMP/k.scap" -n 1000 > "$TMP/got" 2> /dev/null
	head -n "$(wc -l < "$TMP/got")" "$TMP/all" > "$TMP/want"
	same "killed at full speed $z" "$TMP/want" "$TMP/got"
	is "killed at full speed $z: not empty" yes "$([ -s "$TMP/got" ] && echo yes)"
done

# ------------------------------------------------------------------------------ full disks

"$SONDE" record -r "$long" -w /dev/full 2> "$TMP/err"
is "/dev/full" "1 sonde: /dev/full: No space left on device" "$? $(cat "$TMP/err")"
"$SONDE" record -r "$long" -w - 2> "$TMP/err" > /dev/full
is "standard output is full" "1 sonde: standard output: No space left on device" "$? $(cat "$TMP/err")"

mkdir "$TMP/small"
if [ "$(id -u)" = 0 ] && mount -t tmpfs -o size=1m tmpfs "$TMP/small" 2> /dev/null; then
	trap 'umount "$TMP/small"; rm -rf "$TMP"' EXIT
	for options in "" "-e 3000" "-G 20"; do
		rm -f "$TMP"/small/*
		# shellcheck disable=SC2086
		"$SONDE" record -r "$long" -w "$TMP/small/x" $options 2> "$TMP/err"
		is "full disk $options: status and one line" "1 1" "$? $(wc -l < "$TMP/err")"
		holds "full disk $options: message" \
			grep -q "^sonde: $TMP/small/x[0-9]*: No space left on device$" "$TMP/err"
		# Every file reads without a complaint, to its last whole block.
		for f in "$TMP"/small/*; do
			"$SONDE" print -r "$f" > "$TMP/got" 2> "$TMP/err"
			is "full disk $options: ${f##*/} is whole" "0 " "$? $(cat "$TMP/err")"
		done
	done
	is_beginning "full disk: the first file" "$TMP/small/x0"
	rm -f "$TMP"/small/*
	head -c 900000 /dev/zero > "$TMP/small/fill"
	"$SONDE" record -r "$long" -w "$TMP/small/z" -z 2> "$TMP/err"
	is "full disk, compressed" "1 1" "$? $(wc -l < "$TMP/err")"
	is_beginning "full disk, compressed: what was written" "$TMP/small/z"
else
	skip "a small disk" "mounting one takes root"
fi

# ------------------------------------------------------------------------------ pipes

"$SONDE" record -r "$long" -w - 2> "$TMP/err" | "$SONDE" print -r - > "$TMP/got"
same "to a pipe" "$TMP/all" "$TMP/got"
"$SONDE" record -q -z -r "$long" -w - | "$SONDE" print -r - > "$TMP/got"
same "to a pipe, compressed" "$TMP/all" "$TMP/got"
"$SONDE" record -r "$long" -w - 2> "$TMP/err" | head -c 100 > "$TMP/got"
is "nobody reads: no error" "0 100 1" "${PIPESTATUS[0]} $(stat -c %s "$TMP/got") $(wc -l < "$TMP/err")"
holds "nobody reads: a summary" grep -q "events, .* in standard output, which nobody reads any more; " "$TMP/err"
"$SONDE" record -q -r "$long" -w - 2> "$TMP/err" | head -c 100 > "$TMP/got"
is "nobody reads: -q" "0 " "${PIPESTATUS[0]} $(cat "$TMP/err")"
"$SONDE" record -q -r "$long" -w - | "$SONDE" print -r - -n 10 > "$TMP/got"
is "nobody reads any more: quietly" "0 0" "${PIPESTATUS[*]}"

# ------------------------------------------------------------------------------ --redact

"$SONDE" record -q -r "$long" -w "$TMP/r.scap" --redact
"$SONDE" print -r "$TMP/r.scap" -p '*%evt.num %evt.type %evt.rawres %evt.buflen [%evt.buffer]' evt.is_io=true and 'evt.dir=<' > "$TMP/got"
"$SONDE" print -r "$long" -p '*%evt.num %evt.type %evt.rawres %evt.buflen []' evt.is_io=true and 'evt.dir=<' > "$TMP/want"
same "--redact: calls without what they carry" "$TMP/want" "$TMP/got"
"$SONDE" print -r "$TMP/r.scap" not evt.is_io=true > "$TMP/got"
"$SONDE" print -r "$long" not evt.is_io=true > "$TMP/want"
same "--redact: all else stays" "$TMP/want" "$TMP/got"
finish
