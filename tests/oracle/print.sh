#!/bin/bash
# `sonde print` against sysdig 0.29.3: the same arguments, the same lines.
#
#   tests/oracle/print.sh [CAPTURE...]     default: $SONDE_CAPTURES, else what lib.sh finds
#   ONLY=cases|filters|fields              one part alone
#   WORKERS=N                              how many at once (default: processors)
#
# Both programs read several captures in one run, so a check first compares one run over a
# whole group of captures; only where that differs are they looked at one by one. Filters come
# from filters.txt, deliberate differences from exceptions.txt beside this script. sysdig
# filters before it updates its state, which we do not copy: filters are compared with its -d,
# which filters afterwards.
set -u
cd "$(dirname "$0")/../.." || exit 1
here=tests/oracle
# shellcheck source=tests/lib.sh
. tests/lib.sh
export TZ=${TZ:-UTC}
shared=${PRINT_SHARED:-$TMP}
workers=${WORKERS:-$(nproc)}
mapfile -t exceptions < <(grep -v -e '^#' -e '^$' "$here/exceptions.txt")

# ----------------------------------------------------------------------------- one check

# What sysdig prints; false when it died, which 0.29.3 does on some unusual captures.
theirs() {
	{ timeout 300 sysdig "$@" > "$TMP/theirs" 2> "$TMP/theirs.err" < /dev/null; } 2> /dev/null
	status=$?
	[ $status -lt 124 ]
}

ours() {
	timeout -k 1 300 "$SONDE" print "$@" > "$TMP/ours" 2> "$TMP/ours.err" < /dev/null
}

# The reason why KIND NAME is an exception, or nothing.
exception() {
	local kind=$1 name=$2 line pattern
	for line in "${exceptions[@]}"; do
		pattern=${line#* }
		pattern=${pattern%%: *}
		pattern=${pattern%% \[*}
		# shellcheck disable=SC2053 # a pattern
		if [ "${line%% *}" = "$kind" ] && [[ $name == $pattern ]]; then
			echo "${line#*: }"
			return
		fi
	done
}

# compare LABEL: of one check on one capture.
compare() {
	local reason
	if cmp -s "$TMP/theirs" "$TMP/ours"; then
		pass "$1"
		return
	fi
	reason=$(exception "${1%% *}" "${1#* }")
	if [ -n "$reason" ]; then
		skip "$1" "$reason"
	else
		fail "$1 $(head -n 1 "$TMP/ours.err" | cut -c 1-100)" \
			"$(diff -a "$TMP/theirs" "$TMP/ours" | head -n 5 | cut -c 1-200)"
	fi
}

# same_lines CAPTURE...: with the arguments in args. 2 when sysdig died.
same_lines() {
	local files=() capture
	for capture; do
		files+=(-r "$capture")
	done
	theirs "${files[@]}" "${args[@]}" || return 2
	ours "${files[@]}" "${args[@]}"
	cmp -s "$TMP/theirs" "$TMP/ours"
}

# find_different LABEL CAPTURE...: those that differ, by halving.
find_different() {
	local label=$1 half rc
	shift
	same_lines "$@"
	rc=$?
	if [ $rc = 0 ]; then
		return
	elif [ $# = 1 ] && [ $rc = 2 ]; then
		skip "$label" "sysdig itself crashes on $(basename "$1")"
	elif [ $# = 1 ] && [ "$status" != 0 ]; then
		skip "$label on $(basename "$1")" "sysdig stops: $(head -n 1 "$TMP/theirs.err")"
	elif [ $# = 1 ]; then
		compare "$label on $(basename "$1")"
	else
		half=$(($# / 2))
		find_different "$label" "${@:1:half}"
		find_different "$label" "${@:half+1}"
	fi
}

# A group is a file that lists captures. It may begin with a filter, as "#FILTER", that leaves
# out events which are known to differ.
read_group() {
	mapfile -t list < "$1"
	extra=
	case ${list[0]} in
	'#'*)
		extra=${list[0]#?}
		list=("${list[@]:1}")
		;;
	esac
}

# try GROUP LABEL ARGUMENT...
try() {
	local label=$2 before=$((n_failed + n_skipped)) list extra args
	read_group "$1"
	shift 2
	args=("$@")
	[ -z "$extra" ] || args+=(-d "$extra")
	find_different "$label" "${list[@]}"
	[ $((n_failed + n_skipped)) != "$before" ] || pass "$label"
}

# -------------------------------------------------------------------------------- fields

# Names that -l does not show but 0.29.3 knows.
unlisted="evt.outputtime thread.vmsize.b thread.vmrss.b thread.nametid evt.latency.quantized
evt.count.procinfo evt.count.threadinfo evt.buflen.in evt.buflen.out evt.buflen.file
evt.buflen.file.in evt.buflen.file.out evt.buflen.net evt.buflen.net.in evt.buflen.net.out
evt.infra.docker.name evt.infra.docker.container.id evt.infra.docker.container.name
evt.infra.docker.container.image span.duration.quantized span.count span.rawtime
span.rawparenttime"

# FIELD with the arguments to try it with, where it needs one or takes one.
with_argument() {
	case $1 in
	proc.apid | proc.aname) printf '%s\n' "$1" "$1[0]" "$1[1]" "$1[2]" "$1[9]" ;;
	thread.cgroup) printf '%s\n' "$1".{cpu,cpuset,memory,perf_event,devices,nosuch} ;;
	evt.type.is) printf '%s\n' "$1".{open,read,execve} ;;
	evt.arg)
		printf '%s\n' "$1"[{0,1,2,3,14}]
		sed "s/^/$1./" "$shared/params"
		;;
	evt.rawarg) sed "s/^/$1./" "$shared/rawparams" ;;
	evt.abspath) printf '%s\n' "$1" "$1.src" "$1.dst" ;;
	container.mount) printf '%s\n' "$1"[{0,1,/*}] ;;
	container.mount.*) printf '%s\n' "$1"[{0,1}] ;;
	*.label) echo "$1.app" ;;
	*span*.tag | *span.arg | *span.?.arg | span.enterarg) echo "$1[0]" ;;
	*) echo "$1" ;;
	esac
}

list_fields() {
	local f
	sysdig -L | sed 's/^[^(]*(//; s/)$//; s/, /\n/g' | awk 'NF == 2' > "$shared/typed"
	awk '{ print $2 }' "$shared/typed" | sort -u > "$shared/params"
	# Of raw arguments 0.29.3 prints few types; others stop it. The first type of a name rules.
	awk '!seen[$2]++ && $1 ~ /^(ERRNO|PID|INT64|CHARBUF|FSPATH|BYTEBUF)$/ { print $2 }' \
		"$shared/typed" > "$shared/rawparams"
	{
		sysdig -l | grep -E '^[a-z0-9_]+\.[a-z0-9_.]+( |$)' | awk '{ print $1 }'
		grep -o '[a-z.]*' <<< "$unlisted"
	} | while read -r f; do
		with_argument "$f"
	done
}

# One run with all fields of a list; halves of it where that differs, down to single fields.
try_fields() {
	local group=$1 n half list extra args
	shift
	n=$#
	if [ "$n" = 1 ]; then
		try "$group" "field $1" -p "*%$1"
		return
	fi
	read_group "$group"
	# A byte that occurs in no name ends each field's token.
	args=(-p "*$(printf '%%%s\1' "$@")")
	[ -z "$extra" ] || args+=(-d "$extra")
	if same_lines "${list[@]}" && [ "$status" = 0 ]; then
		n_passed=$((n_passed + n))
		return
	fi
	half=$((n / 2))
	try_fields "$group" "${@:1:half}"
	try_fields "$group" "${@:half+1}"
}

# -------------------------------------------------------------------------------- checks

# One line a check: kind and arguments, separated by tabs.
list_cases() {
	cat <<- 'END'
		-t h
		-pc
		-pk
		-pm
		-v
		-X
		-x
		-A
		-b
		-j
		-j -pc
		-j -x
		-j -X -v
		-j -A
		-j -b
		-t a
		-t r
		-t d
		-t D
		-R
		-E
		-S
		-S -q
		-S -D
		-n 20
		-n 20 -S
		-D
		-D -v -pc
		-M 1
		-v -x -t r
		-j -D -n 50
		-n 30 -d evt.type=open
		-p %evt.num
		-p *%10proc.name|%3evt.type|%evt.arg[0]
		-p %evt.arg.fd\t%fd.name\n
	END
}

list_checks() {
	local only=${ONLY:-all}
	if [ "$only" = all ] || [ "$only" = fields ]; then
		list_fields | paste -s -d "$(printf '\t%.0s' {1..99})\n" | sed 's/^/field\t/'
	fi
	if [ "$only" = all ] || [ "$only" = cases ]; then
		list_cases | tr ' ' '\t' | sed 's/^/case\t/'
	fi
	if [ "$only" = all ] || [ "$only" = filters ]; then
		grep -v -e '^#' -e '^$' "$here/filters.txt" | sed 's/^/filter\t/'
	fi
}

try_case() {
	local group=$1 list extra
	shift
	read_group "$group"
	# A case with a filter of its own cannot take another one.
	[ -z "$extra" ] || [[ $* != *=* ]] || return
	try "$group" "case $*" "$@"
}

run_check() {
	local kind=$1 reason words=() word
	shift
	# Fields come many at a time, the others alone.
	for word; do
		[ "$kind" = field ] || word=$*
		reason=$(exception "$kind" "$word")
		if [ -z "$reason" ]; then
			words+=("$word")
		else
			skip "$kind $word" "$reason"
		fi
		[ "$kind" = field ] || break
	done
	[ ${#words[@]} -gt 0 ] || return
	for group in "$shared"/group.*; do
		case $kind:$group in
		case:*) try_case "$group" "$@" ;;
		*.partly | filter:*.nofilter) ;;
		field:*) try_fields "$group" "${words[@]}" ;;
		filter:*) try "$group" "filter $*" -d -p '%evt.num %evt.type' "$@" ;;
		esac
	done
}

# Worker I of N takes every Nth check.
if [ -n "${PRINT_WORKER:-}" ]; then
	while IFS=$'\t' read -r -a check <&4; do
		run_check "${check[@]}"
	done 4< <(awk -v n="$workers" -v i="$PRINT_WORKER" 'NR % n == i' "$shared/checks")
	finish
fi

# --------------------------------------------------------------------------------- main

version=$(sysdig --version 2>/dev/null | sed -n 's/^sysdig version //p')
if [ "$version" != 0.29.3 ]; then
	skip print "compares with sysdig 0.29.3, here is ${version:-none}"
	finish
fi

# sort_capture FILE: into which group. Captures that sysdig reads to their end form groups by
# folder and by what is left out of them; of others the plain lines are compared.
sort_capture() {
	local capture=$1 name reason group line extra
	name=$(basename "$1")
	reason=$(exception capture "$name")
	if [ -n "$reason" ]; then
		skip "$name" "$reason"
	elif ! theirs -r "$capture"; then
		skip "$name" "sysdig itself crashes on it"
	elif [ $status != 0 ] && [ ! -s "$TMP/theirs" ]; then
		skip "$name" "sysdig cannot read it: $(head -n 1 "$TMP/theirs.err")"
	elif [ $status != 0 ]; then
		ours -r "$capture"
		compare "damaged $name"
	else
		group=$shared/group.$(dirname "$capture" | tr -c 'a-z0-9\n' _)
		extra=
		for line in "${exceptions[@]}"; do
			# shellcheck disable=SC2053 # a pattern
			if [[ $line == without\ * ]] && [[ $name == $(cut -d ' ' -f 2 <<< "$line") ]]; then
				line=${line#*\[}
				extra=${line%%\]:*}
				group=$group.$(cksum <<< "$extra" | cut -d ' ' -f 1)
			fi
		done
		if [ -n "$(exception partly "$name")" ]; then
			group=$group.partly
		elif [ -n "$extra" ] || [[ $name == gen-list-* ]] || [[ $name == gen-*-v1.scap ]]; then
			# Filters need variety of events, not of framing; they are many.
			group=$group.nofilter
		fi
		[ -z "$extra" ] || [ -f "$group" ] || echo "#$extra" > "$group"
		echo "$capture" >> "$group"
	fi
}

# Generated captures called x-... are those that sysdig does not read, or reads otherwise.
# shellcheck disable=SC2046,SC2086 # lists
[ $# -gt 0 ] || set -- ${SONDE_CAPTURES:-$(captures | grep -v '/x-')}
for capture; do
	sort_capture "$capture"
done
sysdig -L > "$TMP/theirs"
"$SONDE" print -L > "$TMP/ours"
same "list of events" "$TMP/theirs" "$TMP/ours"
list_checks > "$shared/checks"
export PRINT_SHARED=$shared SONDE
i=0
while [ $i -lt "$workers" ]; do
	PRINT_WORKER=$i "$0" > "$shared/worker.$i" &
	i=$((i + 1))
done
wait
add_workers "$shared"/worker.*
finish
