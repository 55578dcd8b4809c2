#!/bin/bash
# What is left out in the kernel is nothing that anybody would have seen: events that match a filter
# given to the capture are those, and say the same, that match it in a recording of everything. And
# what is left of privilege once a capture runs.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib.sh
. tests/lib.sh
# shellcheck source=tests/live/lib.sh
. tests/live/lib.sh
live_needs narrow

format='*%thread.tid %proc.name %proc.pname %proc.cwd %evt.dir %evt.type %evt.info %fd.name'
names=() filters=() printers=()

capabilities() {
	sed -n 's/^CapEff:[[:space:]]*//p' "$1/status" 2> /dev/null
}

# Its threads give up what they may as soon as they have done what needs it; the one that captures,
# when it has read what there is.
is_settled() {
	local task
	for task in /proc/"$1"/task/*; do
		case $(capabilities "$task") in
		0000000000000000 | 0000000000000004) ;;
		*) return 1 ;;
		esac
	done
	[ "$(capabilities "/proc/$1")" = 0000000000000000 ]
}

# live NAME FILTER: begins to print what matches into $TMP/NAME.out.
live() {
	$FIRST "$SONDE" print -v -p "$format" "$2" > "$TMP/$1.out" 2> "$TMP/$1.err" 9>&- &
	names+=("$1") filters+=("$2") printers+=($!)
	until_true is_settled $! || fail "$1: capture begins" "$(cat "$TMP/$1.err")"
}

live_stop() {
	local i
	for i in "${!names[@]}"; do
		kill -INT "${printers[i]}"
		wait "${printers[i]}" || fail "${names[i]}: ends" "$(cat "$TMP/${names[i]}.err")"
	done
}

# Each capture leaves itself out, and so does not know its own name when it is switched to.
unnamed_next() {
	sed -E 's/ (next=[0-9]+)\([^)]*\)/ \1/'
}

# What a filter matched live is what it matches in the recording.
compare() {
	local i left
	for i in "${!names[@]}"; do
		"$SONDE" print -v -r "$TMP/all.scap" -p "$format" "${filters[i]}" 2> /dev/null |
			unnamed_next | sort > "$TMP/want"
		unnamed_next < "$TMP/${names[i]}.out" | sort > "$TMP/got"
		[ -s "$TMP/want" ] || fail "${names[i]}: there are such events"
		same "${names[i]}: ${filters[i]}" "$TMP/want" "$TMP/got"
		left=$(sed -n 's/^Left out in the kernel: *//p' "$TMP/${names[i]}.err")
		[ "${left:-0}" -gt 1000 ] || fail "${names[i]}: events are left out" "$(cat "$TMP/${names[i]}.err")"
		pass "${names[i]}: $left events left out"
	done
}

# --------------------------------------------------------------------------- the work

# Programs with names that nobody else's have.
for program in bash cat wc ls; do
	cp "$(command -v $program)" "$TMP/nrw$program"
done

# A shell that is there before the capture, and works when it is told to.
cat > "$TMP/before" << 'END'
exec 5<> "$1/go"
: > "$1/ready"
read -r _ <&5
cd / && cd "$1" || exit 1
exec 7> before.out
echo text >&7
while read -r line; do echo "$line" >&7; done < "$0"
END

# One whose files others inherit, and which takes another name, as do its children.
cat > "$TMP/work" << 'END'
cd "$1" || exit 1
exec 7> kept 8< "$0"
for i in 1 2 3 4 5; do
	echo "$i" >&7
	./nrwbash -c './nrwcat <&8 > /dev/null; echo x >&7; ./nrwcat < "$0" | ./nrwwc >&7' "$0"
	(cd / && "$1/nrwls" etc > /dev/null; "$1/nrwwc" -l < etc/passwd > /dev/null)
	exec 8< "$0"
done
echo nrwother > /proc/$$/comm
echo "with another name" >&7
./nrwcat kept > /dev/null
(echo below >&7)
END

# Others, of which nothing is wanted.
noise() {
	dd if=/dev/zero of=/dev/null bs=1 count=20000 2> /dev/null
	find /usr/share/doc -maxdepth 1 -name 'lib*' > /dev/null
}

mkfifo "$TMP/go"
"$TMP/nrwbash" "$TMP/before" "$TMP" 9>&- &
before=$!
leave() {
	kill $before "${printers[@]}" 2> /dev/null
	record_abandon
}
trap leave EXIT

# It waits for what it is told: all that it does from now on is in all captures.
waits() {
	[ -e "$TMP/ready" ] && grep -q '^State:[[:space:]]*S' "/proc/$before/status"
}
until_true waits || fail "the shell that is there before waits"

record_start "$TMP/all.scap" || finish
live name "proc.name=nrwcat"
live names "proc.name in (nrwcat, nrwbash) and evt.type in (openat, read, write, close)"
live parent "proc.pname=nrwbash and evt.type in (execve, clone, exit_group)"
live number "proc.pid=$before"
live thread "thread.tid=$before and evt.dir=<"
live type "evt.type=chdir and (proc.name=nrwbash or proc.name=nrwother)"
live mixed "fd.name endswith kept and (evt.type=write or evt.type=close)"
live other "proc.name=nrwbash"

echo go > "$TMP/go"
noise
"$TMP/nrwbash" "$TMP/work" "$TMP"
wait $before
noise
for i in "${!printers[@]}"; do
	for task in /proc/"${printers[i]}"/task/*; do
		# One may have ended meanwhile.
		cp "$task/status" "$TMP/status" 2> /dev/null || continue
		held=$(sed -n 's/^CapPrm:[[:space:]]*//p' "$TMP/status")
		# The thread that asks for names of containers may read what only a user may.
		case $held in
		0000000000000000 | 0000000000000004) ;;
		*) fail "${names[i]}: $task has capabilities" "$held" ;;
		esac
		grep -q '^NoNewPrivs:[[:space:]]*1' "$TMP/status" || fail "${names[i]}: $task may get privileges"
	done
	pass "${names[i]}: privileges dropped"
done
live_stop
record_stop
nothing_lost narrow
compare

# ------------------------------------------------------------------ what is said of it

explained() {
	if grep -q "^sonde: decided in the kernel: $2;" "$TMP/$1.err"; then
		pass "$1: the clauses are named"
	else
		fail "$1: the clauses are named" "$(head -n 1 "$TMP/$1.err")"
	fi
}
explained name "proc.name=nrwcat"
explained type "evt.type=chdir, proc.name=nrwbash, proc.name=nrwother"
explained number "proc.pid=$before"
finish
