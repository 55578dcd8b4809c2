#!/bin/bash
# What live capture costs the programs that are watched, and what is lost.
#
# Each program of a pair runs once with nobody watching and once watched, in changing order; the
# figure is the median of the ratios. Runs as root, on a machine that is otherwise idle: anybody
# else's tracing is part of "nobody watching". The table goes to standard output, and with tabs to
# build/bench/live.tsv. tests/bench/run.sh calls this for its row `live`.
#
#   BENCH_RUNS=5               pairs a row
#   BENCH_WORK="dd redis find" what is watched: one-byte copies, a database, a search in files
#   BENCH_TOOLS="all other named strace perf bpftrace"
#                              who watches: sonde recording everything; narrowed to another process,
#                              by number and by name; strace -f; perf trace; bpftrace counting calls
#   BENCH_SCALE=100            how much work, in percent
set -u
cd "$(dirname "$0")/../.." || exit 1

sonde=${SONDE:-build/sonde}
runs=${BENCH_RUNS:-5}
scale=${BENCH_SCALE:-100}
measure=build/tests/bench/measure
dir=build/bench
tsv=$dir/live.tsv
export LC_ALL=C.UTF-8
mkdir -p "$dir"
TMP=$(mktemp -d "${TMPDIR:-/tmp}/sonde-bench.XXXXXX") || exit 1
watcher='' sleeper=''

die() {
	echo "bench: $*" >&2
	exit 1
}

clean() {
	[ -z "$watcher" ] || kill "$watcher" 2> /dev/null
	[ -z "$sleeper" ] || kill "$sleeper" 2> /dev/null
	rm -rf "$TMP"
}
trap clean EXIT
trap 'exit 129' HUP INT TERM

[ "$(id -u)" = 0 ] || die "watching the live system needs root"
[ -x "$measure" ] || die "$measure is not there: make bench builds it"

have() {
	command -v "$1" > /dev/null
}

# percent N: so much of it as BENCH_SCALE says.
percent() {
	echo $(($1 * scale / 100))
}

# ---------------------------------------------------------------------------- the work

# work_* set `work`, a command of one word a part; they fail with the reason where it is missing.
work_dd() {
	work=(dd if=/dev/zero of=/dev/null bs=1 status=none "count=$(percent 2000000)")
}

# The server lives as long as the run, so that those who follow children see it, too.
work_redis() {
	if ! have redis-server || ! have redis-benchmark; then
		echo "needs redis-server and redis-benchmark"
		return 1
	fi
	cat > "$TMP/redis" <<- END
		cd "$TMP" || exit 1
		redis-server --port 0 --unixsocket "$TMP/redis.sock" --save "" > /dev/null &
		until redis-cli -s "$TMP/redis.sock" ping > /dev/null 2>&1; do sleep 0.01; done
		redis-benchmark -q -s "$TMP/redis.sock" -t set,get -c 20 -n $(percent 100000)
		redis-cli -s "$TMP/redis.sock" shutdown nosave
		wait
	END
	work=(sh "$TMP/redis")
}

work_find() {
	cat > "$TMP/find" <<- 'END'
		i=0
		while [ $i -lt "$1" ]; do
			find /usr/include -type f -print0 | xargs -0 grep -l no-such-text-anywhere
			i=$((i + 1))
		done
		true
	END
	work=(sh "$TMP/find" "$(percent 4)")
}

# ------------------------------------------------------------------------ the watchers

wait_for() {
	for _ in $(seq 600); do
		"$@" && return
		kill -0 "$watcher" 2> /dev/null || return 1
		sleep 0.05
	done
	return 1
}

# The capture runs once it has given its privileges up.
sonde_runs() {
	grep -q '^CapEff:[[:space:]]*0*$' "/proc/$watcher/status" 2> /dev/null
}

sonde_start() {
	"$sonde" record -q -v -w /dev/null "$@" 2> "$TMP/watcher.err" > /dev/null &
	watcher=$!
	wait_for sonde_runs || die "sonde does not record: $(cat "$TMP/watcher.err")"
	sleep 0.2
}

bpftrace_ready() {
	grep -q ready "$TMP/watcher.out"
}

# Those that see the whole machine are there before the work and go after it: start_TOOL.
start_all() { sonde_start; }
start_other() { sonde_start "proc.pid=$sleeper"; }
start_named() { sonde_start "proc.name=sleep"; }
start_bpftrace() {
	# shellcheck disable=SC2016 # for the inner shell
	unshare -m sh -c '
		[ -e /sys/kernel/tracing/events ] || mount -t tracefs none /sys/kernel/tracing
		[ -e /sys/kernel/debug/tracing/events ] || mount -t debugfs none /sys/kernel/debug
		exec bpftrace -e "$0"' '
			BEGIN { printf("ready\n"); }
			tracepoint:raw_syscalls:sys_enter { @[args->id] = count(); }' \
		> "$TMP/watcher.out" 2> "$TMP/watcher.err" &
	watcher=$!
	wait_for bpftrace_ready || return 1
}

# Others start the work themselves: prefix_TOOL sets `prefix`.
prefix_strace() {
	prefix=(strace -f -qq -o /dev/null)
}
prefix_perf() {
	# shellcheck disable=SC2016 # for the inner shell
	prefix=(unshare -m sh -c '
		[ -e /sys/kernel/tracing/events ] || mount -t tracefs none /sys/kernel/tracing
		exec perf trace -o "$0" -- "$@"' "$TMP/perf.out")
}

needs() {
	case $1 in
	strace) have strace ;;
	perf) have perf ;;
	bpftrace) have bpftrace ;;
	esac
}

figure() {
	sed -n "s/.*$1: *\([0-9][0-9]*\).*/\1/p" "$TMP/watcher.err" | tail -n 1
}

# What was lost is added up over the runs of a row.
watcher_stop() {
	[ -n "$watcher" ] || return
	kill -INT "$watcher" 2> /dev/null
	wait "$watcher"
	watcher=
	case $1 in
	all | other | named)
		sent=$((sent + $(figure "Driver Events")))
		lost=$((lost + $(figure "Driver Drops")))
		;;
	esac
}

# ------------------------------------------------------------------------- the figures

took() {
	local line
	line=$("$measure" "$@") || die "failed: $*"
	echo "${line%% *}"
}

# One run of the work under the tool; its seconds are in `seconds`.
watched() {
	local prefix=()
	if declare -F "start_$1" > /dev/null; then
		"start_$1" || die "$1 does not start: $(cat "$TMP/watcher.err")"
	else
		"prefix_$1"
	fi
	seconds=$(took "${prefix[@]}" "${work[@]}")
	watcher_stop "$1"
	if [ "$1" = perf ]; then
		lost=$((lost + $(awk '/^LOST/ { n += $2 } END { print n + 0 }' "$TMP/perf.out")))
		sent=$((sent + $(wc -l < "$TMP/perf.out")))
		rm -f "$TMP/perf.out"
	fi
}

row() {
	printf '%-6s %-9s %-9s %10s %10s %9s %9s %12s %12s\n' "$@"
	(IFS=$'\t'; printf '%s\n' "$*") >> "$tsv"
}

pairs() {
	local tool=$1 alone i
	sent=0 lost=0
	: > "$TMP/pairs"
	for ((i = 0; i < runs; i++)); do
		if [ $((i % 2)) = 0 ]; then
			alone=$(took "${work[@]}")
			watched "$tool"
		else
			watched "$tool"
			alone=$(took "${work[@]}")
		fi
		echo "$alone $seconds" >> "$TMP/pairs"
	done
}

median() {
	sort -g | awk '{ v[NR] = $1 }
		END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

# The budgets are about dd with everything recorded, and about everyone when narrowed to others.
budget() {
	case $1 in
	"dd all") echo 2.5 ;;
	*" other" | *" named") echo 1.15 ;;
	*) echo - ;;
	esac
}

figures() {
	local ratio want verdict=-
	ratio=$(awk '{ print $2 / $1 }' "$TMP/pairs" | median)
	want=$(budget "$1 $2")
	[ "$want" = - ] || verdict=$(awk -v r="$ratio" -v w="$want" -v l="$lost" \
		'BEGIN { print r <= w && l == 0 ? "met" : "missed" }')
	row "$1" "$2" "$(printf '%.2f x' "$ratio")" \
		"$([ "$want" = - ] && echo - || echo "<= $want x")" "$verdict" \
		"$(cut -d ' ' -f 1 "$TMP/pairs" | median)" "$(cut -d ' ' -f 2 "$TMP/pairs" | median)" \
		"$sent" "$lost"
}

sleep 100000 &
sleeper=$!
: > "$tsv"
row work watcher slowdown budget result 'alone, s' watched events lost
for w in ${BENCH_WORK:-dd redis find}; do
	if ! why=$("work_$w"); then
		echo "$w: left out: $why"
		continue
	fi
	"work_$w"
	took "${work[@]}" > /dev/null
	for tool in ${BENCH_TOOLS:-all other named strace perf bpftrace}; do
		needs "$tool" || {
			echo "$w $tool: left out: $tool is not installed"
			continue
		}
		pairs "$tool"
		figures "$w" "$tool"
	done
done
