#!/bin/bash
# `sonde print` against sysdig 0.29.3: the same arguments, the same lines.
#
#   tests/oracle/print.sh [CAPTURE...]     default: $SONDE_CAPTURES, else what lib.sh finds
#   ONLY=fields|filters|cases              one part alone
#
# Filters come from filters.txt, deliberate differences from exceptions.txt beside this script.
# sysdig filters before it updates its state, which we do not copy: filters are compared with
# its -d, which filters afterwards.
set -u
cd "$(dirname "$0")/../.." || exit 1
here=tests/oracle
# shellcheck source=tests/lib.sh
. tests/lib.sh
export TZ=${TZ:-UTC}

version=$(sysdig --version 2>/dev/null | sed -n 's/^sysdig version //p')
if [ "$version" != 0.29.3 ]; then
	skip print "compares with sysdig 0.29.3, here is ${version:-none}"
	finish
fi

# What both print for the same arguments. Only the first line of errors is kept for messages.
theirs() {
	sysdig "$@" > "$TMP/theirs" 2> "$TMP/theirs.err" < /dev/null
	status=$?
	# 0.29.3 may die of a damaged or unusual capture.
	[ $status -lt 128 ]
}

ours() {
	"$SONDE" print "$@" > "$TMP/ours" 2> "$TMP/ours.err" < /dev/null
}

# The reason why KIND NAME may differ, or nothing.
exception() {
	local k=$1 name=$2 kind pattern reason
	while IFS= read -r line; do
		kind=${line%% *} reason=${line#*: }
		pattern=${line#* }
		pattern=${pattern%%: *}
		# shellcheck disable=SC2053 # a pattern
		if [ "$kind" = "$k" ] && [[ $name == $pattern ]]; then
			echo "$reason"
			return
		fi
	done < <(grep -v '^#' "$here/exceptions.txt")
}

# compare KIND NAME: $TMP/theirs and $TMP/ours.
compare() {
	local reason
	if cmp -s "$TMP/theirs" "$TMP/ours"; then
		pass "$capture_name: $1 $2"
		return
	fi
	reason=$(exception "$1" "$2")
	if [ -n "$reason" ]; then
		skip "$1 $2" "$reason"
	else
		fail "$capture_name: $1 $2 ($(head -n 1 "$TMP/ours.err" | cut -c 1-100))" \
			"$(diff -a "$TMP/theirs" "$TMP/ours" | head -n 6 | cut -c 1-200)"
	fi
}

try() {
	local kind=$1 name=$2
	shift 2
	if theirs -r "$capture" "$@"; then
		ours -r "$capture" "$@"
		compare "$kind" "$name"
	else
		skip "$kind $name" "sysdig itself crashes on $capture_name"
	fi
}

# -------------------------------------------------------------------------------- cases

try_cases() {
	local words
	while read -ra words; do
		try case "${words[*]}" "${words[@]}"
	done <<- 'END'
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
	# Two captures one after the other.
	try case "-r twice" -r "$capture" -S
}

# ------------------------------------------------------------------------------ filters

try_filters() {
	local line
	[ -f "$here/filters.txt" ] || return
	while IFS= read -r line; do
		try filter "$line" -d -p '%evt.num %evt.type' "$line"
	done < <(grep -v -e '^#' -e '^$' "$here/filters.txt")
}

# ------------------------------------------------------------------------------- fields

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
		sed "s/^/$1./" "$TMP/params"
		;;
	evt.rawarg) sed "s/^/$1./" "$TMP/rawparams" ;;
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
	sysdig -L | sed 's/^[^(]*(//; s/)$//; s/, /\n/g' | awk 'NF == 2' > "$TMP/typed"
	awk '{ print $2 }' "$TMP/typed" | sort -u > "$TMP/params"
	# Of raw arguments 0.29.3 prints few types; others stop it. The first type of a name rules.
	awk '!seen[$2]++ && $1 ~ /^(ERRNO|PID|INT64|CHARBUF|FSPATH|BYTEBUF)$/ { print $2 }' \
		"$TMP/typed" > "$TMP/rawparams"
	{
		sysdig -l | grep -E '^[a-z0-9_]+\.[a-z0-9_.]+( |$)' | awk '{ print $1 }'
		grep -o '[a-z.]*' <<< "$unlisted"
	} | while read -r f; do
		with_argument "$f"
	done > "$TMP/fields"
	split -l 40 "$TMP/fields" "$TMP/batch."
}

# Many fields a run; one by one only where a run differs.
try_fields() {
	local batch format name
	for batch in "$TMP"/batch.*; do
		# A byte that occurs in no name ends each field's token.
		format="*$(sed 's/^/%/' "$batch" | tr '\n' '\1')"
		if theirs -r "$capture" -p "$format" && [ $status = 0 ]; then
			ours -r "$capture" -p "$format"
			if cmp -s "$TMP/theirs" "$TMP/ours"; then
				n_passed=$((n_passed + $(wc -l < "$batch")))
				continue
			fi
		fi
		while read -r name; do
			try field "$name" -p "*%$name"
		done < "$batch"
	done
}

# --------------------------------------------------------------------------------- main

try_capture() {
	capture=$1
	capture_name=$(basename "$1")
	if ! theirs -r "$capture" || { [ $status != 0 ] && [ ! -s "$TMP/theirs" ]; }; then
		skip "$capture_name" "sysdig cannot read it: $(head -n 1 "$TMP/theirs.err")"
		return
	fi
	ours -r "$capture"
	compare case default
	[ "${ONLY:-cases}" != cases ] || try_cases
	[ "${ONLY:-filters}" != filters ] || try_filters
	[ "${ONLY:-fields}" != fields ] || try_fields
}

list_fields
# shellcheck disable=SC2046,SC2086 # lists
[ $# -gt 0 ] || set -- ${SONDE_CAPTURES:-$(captures)}
for capture; do
	try_capture "$capture"
done
finish
