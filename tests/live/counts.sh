#!/bin/bash
# How often each call was made: as often as strace counts in another run of the same program, and
# in total as often as bpftrace counts in the same run.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib.sh
. tests/lib.sh
# shellcheck source=tests/live/lib.sh
. tests/live/lib.sh
live_needs counts

# Names that strace has for calls whose events are called otherwise, and, as what has no name in
# the reference's table, those that it knows and the table does not.
strace_counts() {
	awk '
		NR == FNR {
			if ($1 <= 328 && $1 ~ /^[0-9]/)
				known[$2] = 1
			next
		}
		BEGIN {
			n = split("pread64:pread pwrite64:pwrite dup2:dup dup3:dup pipe2:pipe " \
				"prlimit64:prlimit umount2:umount eventfd2:eventfd signalfd4:signalfd " \
				"inotify_init1:inotify_init accept4:accept rt_sigreturn:sigreturn " \
				"fcntl64:fcntl getuid32:getuid _llseek:llseek socketcall:socket", rows, " ")
			for (i = 1; i <= n; i++) {
				split(rows[i], r, ":")
				name[r[1]] = r[2]
			}
		}
		# Lines of the tables: share, seconds, a call, calls, perhaps errors, name.
		$1 ~ /^[0-9]+\.[0-9]+$/ && $NF != "total" {
			type = $NF in name ? name[$NF] : $NF
			if (!(type in known) && !(type ~ /^(pread|pwrite|prlimit|umount|sigreturn)$/))
				type = "<unknown>"
			count[type] += $4
		}
		# A child that ends while it is traced can wake its parent once more than it would.
		/wait4.* = \? ERESTARTSYS/ { count["wait4"]-- }
		END { for (type in count) print type, count[type] }' \
		FS='\t' engine/event/syscalls.tsv FS=' ' "$1" | sort
}

# Of calls that do not return, strace counts none; and none of those that come after the program's.
recorded_counts() {
	awk -F '\t' '
		NR == FNR {
			if ($0 ~ /^T /) {
				split($0, t, " ")
				mine[t[2]] = 1
			}
			next
		}
		$1 in mine && $2 == ">" && $3 ~ /^execve/ { entered[$1] = $3 }
		!($1 in mine) || $2 != "<" { next }
		# The kernel puts the number of execve into the registers of a program that begins,
		# whichever call began it.
		$3 == "execve" && entered[$1] == "execveat" { $3 = "execveat" }
		# The shell became the program; what it did before is not counted.
		$1 == main && !begun {
			begun = $3 == "execve"
			if (begun)
				count["execve"]++
			next
		}
		# A child is counted where it was made.
		$3 ~ /^(clone|clone3|fork|vfork)$/ && $4 ~ /^res=0 / { next }
		$3 == "wait4" && $4 ~ /^res=-512/ { next }
		{ count[$3]++ }
		END { for (type in count) print type, count[type] }' main="$program" \
		"$TMP/expected" "$1" | sort
}

# ------------------------------------------------------------------------------- strace

if command -v strace > /dev/null; then
	mkdir "$TMP/dir"
	strace -f -C -o "$TMP/strace" "$LIVE/truth" "$TMP/dir" "$TMP/expected" ||
		fail "the program does its work under strace"
	strace_counts "$TMP/strace" > "$TMP/want"
else
	skip "counts of strace" "needs strace"
fi

# --------------------------------------------------------------------- recorded, and bpftrace

# Where tracefs is not mounted it is for bpftrace alone. It complains about a limit that it need
# not change, and works.
bpftrace_start() {
	# Room for all threads that run and end on a busy machine meanwhile.
	BPFTRACE_MAP_KEYS_MAX=1000000 unshare -m sh -c '
		[ -e /sys/kernel/tracing/events ] || mount -t tracefs none /sys/kernel/tracing
		[ -e /sys/kernel/debug/tracing/events ] || mount -t debugfs none /sys/kernel/debug
		exec bpftrace -e "$0"' '
			BEGIN { printf("ready\n"); }
			tracepoint:raw_syscalls:sys_enter { @[tid] = count(); }' \
		> "$TMP/bpftrace" 2> "$TMP/bpftrace.err" 9>&- &
	counter=$!
	until_true counter_is_ready || fail "bpftrace begins" "$(cat "$TMP/bpftrace.err")"
}

# A signal that comes while it is not just waiting it forgets: another one a little later.
bpftrace_stop() {
	for _ in 1 2 3 4 5 6; do
		kill -INT $counter 2> /dev/null
		for _ in $(seq 100); do
			kill -0 $counter 2> /dev/null || return 0
			sleep 0.1
		done
	done
	fail "bpftrace ends"
	end $counter
}

counter_is_ready() {
	grep -q ready "$TMP/bpftrace" || ! kill -0 $counter 2> /dev/null
}

counted() {
	rm -rf "$TMP/again"
	mkdir "$TMP/again"
	"$LIVE/truth" "$TMP/again" "$TMP/expected" &
	program=$!
	wait $program || fail "the program does its work"
}

counter=
if command -v bpftrace > /dev/null; then
	bpftrace_start
fi
recorded counts counted record_start "$TMP/all.scap"
[ -z "$counter" ] || bpftrace_stop
print_events "$TMP/all.scap" '*%thread.tid\t%evt.dir\t%evt.type\t%evt.args' "$SONDE" print \
	> "$TMP/actual"

if [ -s "$TMP/want" ]; then
	recorded_counts "$TMP/actual" > "$TMP/got"
	same "as many of each call as strace counts" "$TMP/want" "$TMP/got"
fi

if [ -z "$counter" ]; then
	skip "totals of bpftrace" "needs bpftrace"
elif ! grep -q '^@' "$TMP/bpftrace"; then
	fail "bpftrace counts" "$(tail -n 3 "$TMP/bpftrace.err")"
else
	awk '
		FILENAME ~ /expected$/ { if (/^T /) mine[$2] = 1; next }
		/^@\[/ {
			gsub(/[^0-9]+/, " ")
			if ($1 in mine)
				print $1, $2
		}' "$TMP/expected" "$TMP/bpftrace" | sort > "$TMP/want"
	awk -F '\t' '
		FILENAME ~ /expected$/ { if (/^T /) { split($0, t, " "); mine[t[2]] = 1 } next }
		($1 in mine) && $2 == ">" && $3 !~ /^(switch|procexit|signaldeliver|procinfo|page_fault|container|drop)$/ {
			count[$1]++
		}
		END { for (tid in count) print tid, count[tid] }' "$TMP/expected" "$TMP/actual" |
		sort > "$TMP/got"
	same "as many calls of each thread as bpftrace counts" "$TMP/want" "$TMP/got"
fi
finish
