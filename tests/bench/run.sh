#!/bin/sh
# How much faster than sysdig and csysdig 0.29.3, on one capture of over two million events.
#
# Both programs of a pair run in turn, in changing order, after one run of each that warms the page
# cache; the figure is the median of the ratios of the pairs, so what slows the machine for a while
# slows both. No absolute time is a pass or a failure. The table goes to standard output, and with
# tabs to build/bench/result.tsv.
#
#   BENCH_RUNS=5        pairs a row
#   BENCH_EVENTS=N      how many events the capture has at least
#   BENCH_BASE=FILE     the capture that is repeated
#   BENCH_ROWS="read filter lines view chisel again web gzip memory screen live"
#                       again: what the explorer does once the capture is loaded, against
#                       csysdig, which reads it anew
#                       web: the same in the page of sonde web; needs chromium
#                       live is a table of its own, tests/bench/live.sh; as root only
set -u
cd "$(dirname "$0")/../.." || exit 1

sonde=${SONDE:-build/sonde}
runs=${BENCH_RUNS:-5}
want=${BENCH_EVENTS:-2000001}
rows=${BENCH_ROWS:-read filter lines view chisel again web gzip memory screen live}
dir=build/bench
big=$dir/big.scap
measure=build/tests/bench/measure
tsv=$dir/result.tsv
tab=$(printf '\t')
export LC_ALL=C.UTF-8
mkdir -p "$dir"

die() {
	echo "bench: $*" >&2
	exit 1
}

version=$(sysdig --version 2>/dev/null | sed -n 's/^sysdig version //p')
[ "$version" = 0.29.3 ] || echo "bench: the budgets are against sysdig 0.29.3, here is ${version:-none}" >&2
if [ -z "$version" ]; then
	rows=$(echo "$rows" | tr ' ' '\n' | grep -E '^(web|gzip|memory|screen|live)$' | tr '\n' ' ')
fi

# The base: a real capture where there is one, else the largest that the generator makes.
base=${BENCH_BASE:-}
[ -n "$base" ] || base=${SONDE_DATA:-../shared/data}/sample.scap
if [ ! -f "$base" ]; then
	mkdir -p build/captures
	build/tests/gen_captures build/captures >/dev/null || die "no capture to repeat"
	# Those of the generator that every program reads are called gen-*.
	base=$(find build/captures -name 'gen-*.scap' -size +1k -exec wc -c {} + |
		awk '$2 != "total" && $1 > most { most = $1; name = $2 } END { print name }')
fi
[ -f "$base" ] || die "no capture to repeat: $base"

per=$("$sonde" print -r "$base" | wc -l)
[ "$per" -gt 0 ] || die "$base holds no events"
times=$(((want + per - 1) / per))
if [ ! -f "$big" ] || [ "$(cat "$big.made" 2>/dev/null)" != "$base $times" ]; then
	echo "making $big: $base $times times" >&2
	build/tests/gen_captures --repeat "$times" "$base" "$big" || die "could not make $big"
	gzip -kf "$big" || die "could not compress $big"
	echo "$base $times" > "$big.made"
fi

# A filter that few events pass: the commonest pair of process and type that is under 2 %.
filter=$("$sonde" print -r "$base" -p '%proc.name %evt.type' | sort | uniq -c | sort -rn |
	awk -v all="$per" 'NF == 3 && $2 ~ /^[a-z]+$/ && $1 * 50 < all {
		print "proc.name=" $2 " and evt.type=" $3
		exit
	}')
[ -n "$filter" ] || die "found no selective filter in $base"

# took COMMAND...: its seconds; the whole benchmark ends when a command fails.
took() {
	line=$("$measure" "$@") || die "failed: $*"
	echo "${line%% *}"
}

median() {
	sort -g | awk '{ v[NR] = $1 }
		END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

# pair NAME BUDGET SENSE: times $ours against $theirs, both command lines for eval.
# SENSE faster: theirs / ours, at least BUDGET. SENSE slower: ours / theirs, at most BUDGET.
pair() {
	: > "$dir/pairs"
	eval "took $ours" >/dev/null && eval "took $theirs" >/dev/null || exit 1
	i=0
	while [ $i -lt "$runs" ]; do
		if [ $((i % 2)) = 0 ]; then
			a=$(eval "took $ours") || exit 1
			b=$(eval "took $theirs") || exit 1
		else
			b=$(eval "took $theirs") || exit 1
			a=$(eval "took $ours") || exit 1
		fi
		echo "$a $b" >> "$dir/pairs"
		i=$((i + 1))
	done
	ratio=$(awk -v s="$3" '{ print s == "faster" ? $2 / $1 : $1 / $2 }' "$dir/pairs" | median)
	a=$(cut -d ' ' -f 1 "$dir/pairs" | median)
	b=$(cut -d ' ' -f 2 "$dir/pairs" | median)
	sign=$([ "$3" = faster ] && echo '>=' || echo '<=')
	met=$(awk -v r="$ratio" -v w="$2" -v s="$3" \
		'BEGIN { print (s == "faster" ? r >= w : r <= w) ? "met" : "missed" }')
	row "$1" "$sign $2 x" "$(printf '%.2f x' "$ratio")" "$met" \
		"$(printf '%.3f s' "$a")" "$(printf '%.3f s' "$b")"
}

row() {
	printf '%-44s %-12s %-12s %-7s %12s %12s\n' "$@"
	printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$@" >> "$tsv"
}

# again NAME CHANGE: what the change takes in a capture that is loaded, in $dir/again, against the
# whole run that csysdig needs for the same.
again() {
	a=$(awk -v c="$2" '$1 == c { print $2 / 1000 }' "$dir/again")
	ratio=$(awk -v a="$a" -v b="$b" 'BEGIN { print b / a }')
	row "$1" ">= 50 x" "$(printf '%.0f x' "$ratio")" \
		"$(awk -v r="$ratio" 'BEGIN { print r >= 50 ? "met" : "missed" }')" \
		"$(printf '%.3f s' "$a")" "$(printf '%.3f s' "$b")"
}

# most WORK BUDGET UNIT FIGURE
most() {
	[ -n "$4" ] || die "failed: $1"
	met=$(awk -v g="$4" -v w="$2" 'BEGIN { print g <= w ? "met" : "missed" }')
	row "$1" "<= $2 $3" "$4 $3" "$met" - -
}

events=$((times * per))
echo "$events events, $(($(wc -c < "$big") / 1000000)) MB; $runs pairs a row; filter: $filter"
: > "$tsv"
row work budget reached result sonde reference
for r in $rows; do
	case $r in
	read)
		ours="$sonde print -q -r $big" theirs="sysdig -q -r $big"
		pair "read everything, print nothing" 5 faster
		;;
	filter)
		ours="$sonde print -r $big '$filter'" theirs="sysdig -r $big '$filter'"
		pair "read with a selective filter" 5 faster
		;;
	lines)
		ours="$sonde print -r $big" theirs="sysdig -r $big"
		pair "default line for every event" 5 faster
		;;
	view)
		ours="$sonde --raw -v procs -r $big" theirs="csysdig --raw -v procs -r $big"
		pair "a view over the whole file, first time" 3 faster
		;;
	again)
		build/tests/bench/requery -n "$runs" "$big" views > "$dir/again" || exit 1
		i=0
		: > "$dir/pairs"
		while [ $i -lt "$runs" ]; do
			took csysdig --raw -v procs -r "$big" >> "$dir/pairs" || exit 1
			i=$((i + 1))
		done
		b=$(median < "$dir/pairs")
		again "loaded: the first view made anew" view
		again "loaded: drill-down" drill-down
		again "loaded: another filter" filter
		again "loaded: another filter, counted while it was typed" filter-typed
		again "loaded: another time range" range
		again "loaded: a twentieth of the time" part
		again "loaded: another view" other-view
		again "loaded: another view, counted while no key was pressed" view-ready
		again "loaded: back to a view seen before" view-back
		;;
	chisel)
		# Theirs on both sides: it is the host that is measured, not the script.
		ours="$sonde print --chisel-dir /usr/share/sysdig/chisels -r $big -c topscalls"
		theirs="sysdig -r $big -c topscalls"
		pair "the same chisel, called for every event" 3 faster
		ours="$sonde print --chisel-dir /usr/share/sysdig/chisels -r $big -c fdbytes_by fd.name"
		theirs="sysdig -r $big -c fdbytes_by fd.name"
		pair "the same chisel, called for reads and writes" 3 faster
		;;
	web)
		if ! command -v chromium >/dev/null || ! command -v python3 >/dev/null; then
			echo "web: left out: needs chromium and python3"
			continue
		fi
		[ -n "$version" ] && b=$(took csysdig --raw -v procs -r "$big") || b=-
		PYTHONDONTWRITEBYTECODE=1 python3 tests/bench/web.py "$big" "$runs" "$b" > "$dir/web" ||
			die "failed: tests/bench/web.py"
		while IFS=$tab read -r name budget reached met ours theirs; do
			row "$name" "$budget" "$reached" "$met" "$ours" "$theirs"
		done < "$dir/web"
		;;
	gzip)
		ours="$sonde print -q -r $big.gz" theirs="gzip -dc $big.gz"
		pair "compressed capture, against gzip -dc" 1.15 slower
		;;
	memory)
		# What an event adds, fixed costs taken off. The budget is 32 bytes and versions;
		# how much of it versions are cannot be told from outside, so there is no verdict.
		# shellcheck disable=SC2046 # three words
		set -- $("$measure" -m "$sonde" --raw -v procs -r "$base") || die "failed: sonde --raw"
		fixed=$3
		# shellcheck disable=SC2046
		set -- $("$measure" -m "$sonde" --raw -v procs -r "$big") || die "failed: sonde --raw"
		each=$(awk -v k=$(($3 - fixed)) -v n=$((events - per)) \
			'BEGIN { printf "%.1f", k * 1024 / n }')
		row "memory an event, with versions" "32 B + vers." "$each B" - "$(($3 / 1024)) MiB" -
		row "peak resident set, mapped file included" - - - "$(($2 / 1024)) MiB" -
		;;
	screen)
		# Of the explorer on a terminal: at rest, starting, and while every event of a busy
		# machine is captured.
		screen=build/tests/bench/screen
		most "start to first screen, small capture" 100 ms \
			"$("$screen" start "$runs" "$sonde" -r "$base")"
		most "processor while nothing is asked for" 1 % "$("$screen" idle 5 "$sonde" -r "$big")"
		if [ "$(id -u)" = 0 ] && [ -x build/tests/live/workload ]; then
			most "start to first screen, live" 200 ms "$("$screen" start "$runs" "$sonde")"
			build/tests/live/workload busy 12 > /dev/null &
			# The median, the 95th percentile, and the longest.
			# shellcheck disable=SC2046
			set -- $("$screen" keys 60 "$sonde")
			wait
			most "key to screen while a processor makes calls" 50 ms "${2:-}"
		else
			echo "screen: the live rows are left out: they need root"
		fi
		;;
	live)
		if [ "$(id -u)" = 0 ]; then
			tests/bench/live.sh || exit 1
		else
			echo "live: left out: needs root"
		fi
		;;
	*) die "no row $r" ;;
	esac
done
