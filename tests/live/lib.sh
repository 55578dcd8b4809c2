# Shared by the live tests: . tests/live/lib.sh, after tests/lib.sh.
#
#   live_needs NAME          skips the whole script, with the reason, where it cannot run
#   record_start FILE [ARGUMENT...]
#                            begins recording everything into FILE; returns when it has begun
#   record_to OUTPUT FILE ARGUMENT...
#                            the same with these arguments, whatever goes to standard output into
#                            OUTPUT; it has begun when something is in FILE
#   record_stop              ends it as Ctrl-C does; its messages are in $TMP/record.err
#   recorded NAME WORK COMMAND...
#                            the function WORK while what COMMAND has begun records it; both once more
#                            when the machine was so busy that events were lost
#   end PID...               ends processes that this shell has begun
#   nothing_lost NAME        of the last recording, as its summary says
#   print_events FILE FORMAT PROGRAM...
#                            what PROGRAM ("$SONDE print", sysdig) says of a recording
#   same_as_sysdig NAME FILE [cut]
#                            both print the same of what this test and its children did
#
# Only one live test runs at a time: they record the whole machine, and each other's work would be
# their load. What else runs there is no concern of theirs: it is not compared, and recorders come
# first where processors are scarce. Without root they are skipped; with it they fail when recording
# does not work.
# shellcheck shell=bash

LIVE=${LIVE:-$(dirname "$SONDE")/tests/live}
# The command that records; `print` does, too.
RECORD=${RECORD:-record}
# MiB a processor. Whoever tests something else than loss wants none, on a machine with other work too.
BUFFER=${BUFFER:-128}
# Before the command of a recorder, or of a live explorer. What is recorded has no business waiting
# for it.
FIRST="nice -n -15"
recorder=

live_needs() {
	if [ "$(id -u)" != 0 ]; then
		skip "$1" "recording the live system needs root"
		finish
	fi
	if [ ! -x "$LIVE/truth" ]; then
		skip "$1" "$LIVE/truth is not there: it is for x86-64"
		finish
	fi
	mkdir -p build/tests
	exec 9> build/tests/live.lock
	flock 9
}

# The list of processes is read once events arrive, so a file with something in it has begun.
has_begun() {
	[ -s "$1" ] || ! kill -0 "$recorder" 2> /dev/null
}

record_to() {
	local to=$1 file=$2
	shift 2
	$FIRST "$SONDE" "$RECORD" -v --buffer "$BUFFER" "$@" > "$to" 2> "$TMP/record.err" 9>&- &
	recorder=$!
	until_true has_begun "$file" && [ -s "$file" ] && return
	fail "recording begins: $*" "$(cat "$TMP/record.err")"
	end "$recorder"
	recorder=
	return 1
}

record_start() {
	local file=$1
	shift
	rm -f "$file"
	record_to "$TMP/record.out" "$file" -w "$file" "$@"
}

# Waited for here, or the shell has a word to say about them later.
end() {
	[ $# = 0 ] || kill "$@" 2> /dev/null
	[ $# = 0 ] || wait "$@" 2> /dev/null
}

record_stop() {
	local status
	kill -INT "$recorder" 2> /dev/null
	wait "$recorder"
	status=$?
	recorder=
	[ $status = 0 ] || fail "recording ends" "exit status $status: $(cat "$TMP/record.err")"
	return $status
}

# A test that ends early leaves no recorder behind.
record_abandon() {
	[ -z "$recorder" ] || kill "$recorder" 2> /dev/null
	rm -rf "$TMP"
}
trap record_abandon EXIT

# figure NAME: a number of the summary.
figure() {
	sed -n "s/.*$1: *\([0-9][0-9]*\).*/\1/p" "$TMP/record.err" | tail -n 1
}

lost_events() {
	figure "Driver Drops"
}

# Nothing was lost, and what the kernel side sent is what was received: for recordings without filter.
nothing_lost() {
	local lost sent received
	lost=$(lost_events)
	sent=$(figure "Driver Events")
	received=$(figure "Captured Events")
	if [ "$lost" = 0 ] && [ -n "$sent" ] && [ "$sent" = "$received" ]; then
		pass "$1: $sent events sent and received, nothing lost"
	else
		fail "$1: nothing lost" "${lost:-no count} in: $(cat "$TMP/record.err")"
	fi
}

recorded() {
	local name=$1 work=$2
	shift 2
	for _ in 1 2 3 4 5; do
		"$@" || finish
		# The sooner it is done, the less else is recorded.
		renice -n -14 -p $$ > /dev/null 2>&1
		"$work"
		renice -n 0 -p $$ > /dev/null 2>&1
		record_stop
		[ "$(lost_events)" != 0 ] || break
		echo "$name: $(lost_events) events were lost; recorded once more"
	done
	nothing_lost "$name"
}

print_events() {
	local file=$1 format=$2
	shift 2
	"$@" -r "$file" -p "$format" 2> "$TMP/print.err" < /dev/null
}

have_sysdig() {
	[ "$(sysdig --version 2> /dev/null | sed -n 's/^sysdig version //p')" = 0.29.3 ]
}

# What sonde printed, but as sysdig has it where README says why they differ: UDP sockets that are
# bound and send, and those of IPv6; a number that a thread gets while another closes it, which in
# what is recorded here only the threaded server does; paths of more than 1023 bytes.
but_for_known() {
	awk '
		function masked(s) { gsub(/\(<[46]u>[^)]*\)/, "(udp)", s); return s }
		function unnamed(s) {
			sub(/ fd=[0-9]+\(<[^)]*\)/, "&\001", s)
			sub(/\(<[^)]*\)\001/, "", s)
			return s
		}
		function lost(s) { sub(/\(<[46]><unknown>\)/, "", s); return s }
		function shortened(s) {
			return length(s) > 1023 ? substr(s, 1, 900) substr(s, index(s, "(/")) : s
		}
		NR == FNR { theirs[FNR] = $0; next }
		$0 == theirs[FNR] { print; next }
		/\(<[46]u>/ && masked($0) == masked(theirs[FNR]) { $0 = theirs[FNR] }
		/ workload \(/ && shortened($0) == shortened(theirs[FNR]) { $0 = theirs[FNR] }
		/ workload \(/ && unnamed($0) == lost(theirs[FNR]) { $0 = theirs[FNR] }
		{ print }' "$1" "$2"
}

# same_as_sysdig NAME FILE [cut]: cut, the file ends in the middle of something
same_as_sysdig() {
	local name=$1 file=$2 cut=${3:-} ours="proc.pid=$$ or proc.apid=$$"
	if ! have_sysdig; then
		skip "$name" "compares with sysdig 0.29.3"
		return
	fi
	TZ=UTC sysdig -r "$file" "$ours" > "$TMP/theirs" 2> "$TMP/theirs.err" < /dev/null || [ -n "$cut" ] ||
		fail "$name: sysdig reads it to its end" "$(tail -n 3 "$TMP/theirs.err")"
	TZ=UTC "$SONDE" print -r "$file" "$ours" > "$TMP/all" 2> "$TMP/ours.err" < /dev/null || [ -n "$cut" ] ||
		fail "$name: sonde reads it to its end" "$(tail -n 3 "$TMP/ours.err")"
	[ -n "$("$SONDE" print -r "$file" 2> /dev/null | head -n 1)" ] || fail "$name: has events"
	but_for_known "$TMP/theirs" "$TMP/all" > "$TMP/ours"
	same "$name: sysdig prints the same" "$TMP/theirs" "$TMP/ours"
}
