#!/bin/bash
# Chisels: what `sonde print -c NAME` prints against `sysdig -c NAME`, for those that sysdig 0.29.3
# ships, unmodified, and for ours of the same names.
#
#   tests/oracle/chisels.sh [CAPTURE...]   default: $SONDE_CAPTURES, else some of what lib.sh finds
#   ALL=1                                  else all of them; several minutes
#   ONLY=PATTERN                           those rows of chisels.txt that match, e.g. ONLY='*lsof*'
#   WORKERS=N                              how many at once (default: processors)
#
# chisels.txt has a row for each command line, and what may differ with its reason. A run
# goes over several captures; where that differs they are looked at one by one. sysdig
# filters before it updates its state, which we do not copy: filters in the rows are such that
# what they leave out changes nothing that is printed.
set -u
cd "$(dirname "$0")/../.." || exit 1
here=tests/oracle
# shellcheck source=tests/lib.sh
. tests/lib.sh
export TZ=${TZ:-UTC}
shipped=/usr/share/sysdig/chisels
workers=${WORKERS:-$(nproc)}
own=$PWD/chisels
mapfile -t rows < <(grep -v -E '^(#|$|except |ours |alter )' "$here/chisels.txt")
# shellcheck disable=SC2034 # used by name
mapfile -t exceptions < <(sed -n 's/^except //p' "$here/chisels.txt")
# shellcheck disable=SC2034
mapfile -t own_exceptions < <(sed -n 's/^\(except\|ours\) //p' "$here/chisels.txt")
mapfile -t alterations < <(sed -n 's/^alter //p' "$here/chisels.txt")
# Generated captures where there is something to see for chisels; the others vary in framing.
generated='gen-@(tcp|udp|procs|files|values|containers|sections|hidden)'
# Of those and the real ones, what is looked at unless it is to be ALL; and where each capture is a
# run of its own.
few='@(demo|gen-procs|gen-files|gen-values|gen-containers|sample|curl_google|cat_write)'
fewest='@(gen-containers|curl_google)'

# The reason why a row may differ on a capture, or nothing: exception WHOSE ROW CAPTURE
exception() {
	local -n list=$1
	local line pattern
	shift
	for line in "${list[@]}"; do
		pattern=${line%%: *}
		# shellcheck disable=SC2053 # a pattern
		if [[ "$1 on $2" == $pattern ]]; then
			echo "${line#*: }"
			return
		fi
	done
}

# ------------------------------------------------------------------- what is compared

# Members of a JSON object, rows of its data: one a line, without what only separates them.
json_lines() {
	sed -e 's/"data":\[\[*/\n/g; s/"info":\[{/\n/g; s/\],\[/\n/g; s/},null,{/\n/g; s/},{/\n/g; s/\]\]/\n/g' |
		sed -e 's/^ *//; s/,$//' | grep -v -e '^[]{}[, ]*$' -e '^null$' | LC_ALL=C sort
}

# Of each table's rows with the smallest value, which may have been cut off, the value alone.
cut_ties() {
	awk -v json="$1" '
		{ line[NR] = $0; table[NR] = n; v = $1 }
		json { if (!match($0, /,[-0-9.e+]+$/)) next; v = substr($0, RSTART + 1) + 0 }
		!json && /^--------/ { table[NR - 1] = ""; n++; next }
		{ value[NR] = v; table[NR] = n }
		json { if (!found || v < least[n]) least[n] = v; found = 1 }
		!json { before[n] = least[n]; least[n] = v }
		END {
			# The row before the dashes was the header of the next table.
			if (!json) for (i = 0; i < n; i++) least[i] = before[i]
			for (i = 1; i <= NR; i++)
				print (i in value) && value[i] == least[table[i]] ? value[i] : line[i]
		}
	' | LC_ALL=C sort
}

# normalise MODE ARGUMENTS: what pairs() of Lua or a sort with ties leaves to chance goes.
normalise() {
	case $1:$2 in
	exact:*) cat ;;
	top:*-j*) json_lines | cut_ties 1 ;;
	top:*) cut_ties '' ;;
	json:*) grep -v '"progress": [0-9]' | json_lines ;;
	*) LC_ALL=C sort ;;
	esac
}

# What ours words otherwise on purpose is made the same in both: alter ROW < OUTPUT
alter() {
	local line
	for line in "${alterations[@]}"; do
		# shellcheck disable=SC2053 # a pattern
		if [[ $1 == ${line%%: *} ]]; then
			sed -E -e "${line#*: }"
			return
		fi
	done
	cat
}

# ------------------------------------------------------------------------------ a row

# Without those that are modules, or not there: is there one of ours for each that the row names?
ours_exist() {
	local name
	for name in $(grep -oE -e '-c [a-z_0-9]+' <<< "$1" | cut -c 4-); do
		grep -q '^category' "$own/$name.lua" 2> /dev/null || return 1
	done
}

# run_sonde MODE WORDS FOLDER-OF-CHISELS FILES...: its output, made comparable, in $TMP/ours
run_sonde() {
	local mode=$1 words=$2 chisels=$3
	shift 3
	rm -rf "$TMP/ours.d"
	mkdir "$TMP/ours.d"
	eval "args=($words)"
	(cd "$TMP/ours.d" && exec timeout 300 "$SONDE" print --chisel-dir "$chisels" "$@" "${args[@]}") \
		> "$TMP/raw.ours" 2> "$TMP/ours.err" < /dev/null
	ours_status=$?
	normalise "$mode" "$words" < "$TMP/raw.ours" > "$TMP/ours"
}

# Files that the chisel wrote; captures among them are compared elsewhere. sysdig's udp_extract
# leaves an empty one called nul.
same_files() {
	[ "$status" = "$ours_status" ] &&
		diff -r --exclude='*.scap' --exclude=nul "$TMP/theirs.d" "$TMP/ours.d" > "$TMP/files.diff"
}

# same_output MODE ARGUMENTS CAPTURE...: the arguments are words for the shell. 2 when sysdig died,
# 1 when theirs differ, 3 when only ours do.
same_output() {
	local mode=$1 words=$2 files=() args capture
	shift 2
	for capture; do
		files+=(-r "$capture")
	done
	# A folder of its own: some chisels write files.
	rm -rf "$TMP/theirs.d"
	mkdir "$TMP/theirs.d"
	eval "args=($words)"
	{ (cd "$TMP/theirs.d" && exec timeout 300 sysdig "${files[@]}" "${args[@]}") \
		> "$TMP/raw.theirs" 2> "$TMP/theirs.err" < /dev/null; } 2> /dev/null
	status=$?
	[ $status -lt 124 ] && ! grep -q '^PANIC' "$TMP/theirs.err" || return 2
	normalise "$mode" "$words" < "$TMP/raw.theirs" > "$TMP/theirs"
	run_sonde "$mode" "$words" "$shipped" "${files[@]}"
	cmp -s "$TMP/theirs" "$TMP/ours" && same_files || return 1
	ours_exist "$words" || return 0
	run_sonde "$mode" "$words" "$own" "${files[@]}"
	alter "$words" < "$TMP/raw.theirs" | normalise "$mode" "$words" > "$TMP/theirs"
	alter "$words" < "$TMP/raw.ours" | normalise "$mode" "$words" > "$TMP/ours"
	cmp -s "$TMP/theirs" "$TMP/ours" && same_files || return 3
}

# run_row MODE ARGUMENTS CAPTURE...
run_row() {
	local mode=$1 words=$2 label reason rc capture before kind
	shift 2
	label="$words on $(basename "$1" .scap)"
	[ $# = 1 ] || label="$label and $(($# - 1)) more"
	same_output "$mode" "$words" "$@"
	rc=$?
	if [ $rc = 0 ]; then
		pass "$label"
		return
	fi
	case $rc in
	3) kind=own_exceptions label="ours: $label" ;;
	*) kind=exceptions ;;
	esac
	# What may differ anywhere need not be looked at one by one.
	reason=$(exception $kind "$words" everywhere)
	if [ $# -gt 1 ] && { [ -z "$reason" ] || [ $rc = 2 ]; }; then
		before=$((n_failed + n_skipped))
		for capture; do
			run_row "$mode" "$words" "$capture"
		done
		if [ $((n_failed + n_skipped)) = $before ] && [ $rc != 2 ]; then
			fail "$label, though not one by one"
		fi
		return
	fi
	[ -n "$reason" ] || reason=$(exception $kind "$words" "$(basename "$1" .scap)")
	if [ $rc = 2 ]; then
		skip "$label" "sysdig itself crashes"
	elif [ -n "$reason" ]; then
		skip "$label" "$reason"
	else
		fail "$label, exit status $status and $ours_status $(head -n 1 "$TMP/ours.err" | cut -c 1-120)" \
			"$(diff -a "$TMP/theirs" "$TMP/ours" | head -n 6 | cut -c 1-200; head -n 4 "$TMP/files.diff" 2> /dev/null)"
	fi
}

# Worker I of N takes every Nth row.
if [ -n "${CHISELS_WORKER:-}" ]; then
	for ((i = CHISELS_WORKER; i < ${#rows[@]}; i += workers)); do
		mode=${rows[i]%% *}
		words=${rows[i]#* }
		# shellcheck disable=SC2053 # a pattern
		[[ $words == ${ONLY:-*} ]] || continue
		# Captures that are known to differ in many rows stay alone; so do JSON objects, which
		# are not told apart here, and a chisel that fails at its second capture (unheard, in
		# sysdig).
		made=() real=()
		for capture; do
			# shellcheck disable=SC2053 # a pattern
			if [[ -n ${CHISELS_FEW:-} && $mode$words == @(top*-j*|json*|*httptop*) &&
				$(basename "$capture" .scap) != $fewest ]]; then
				continue
			fi
			# Variants of a row; not on what is larger than the others by far.
			if [[ -n ${CHISELS_FEW:-} && $(basename "$capture") == demo.scap &&
				$words == *@(-pc|-j|-n |-A|disable_|wsysdig|R|X)* ]]; then
				continue
			fi
			if [[ $mode$words == @(top*-j*|json*|*httptop*) ||
				$(basename "$capture") == @(gen-tcp*|demo.scap) ]]; then
				run_row "$mode" "$words" "$capture"
			elif [[ $(basename "$capture") == gen-* ]]; then
				made+=("$capture")
			else
				real+=("$capture")
			fi
		done
		[ ${#made[@]} = 0 ] || run_row "$mode" "$words" "${made[@]}"
		[ ${#real[@]} = 0 ] || run_row "$mode" "$words" "${real[@]}"
	done
	finish
fi

# --------------------------------------------------------------------------------- main

[ -d "$shipped" ] || {
	skip chisels "needs $shipped"
	finish
}
shopt -s extglob
if [ $# = 0 ]; then
	# shellcheck disable=SC2046,SC2086 # lists
	set -- ${SONDE_CAPTURES:-$(captures) tests/data/demo.scap}
	all=("$@")
	set --
	for capture in "${all[@]}"; do
		# shellcheck disable=SC2053 # a pattern
		case $(basename "$capture" .scap) in
		x-*) continue ;;
		gen-*) [[ $(basename "$capture" .scap) == $generated ]] || continue ;;
		esac
		# shellcheck disable=SC2053
		[[ -n ${ALL:-}${SONDE_CAPTURES:-} || $(basename "$capture" .scap) == $few ]] || continue
		set -- "$@" "$capture"
	done
fi
# Chisels that write files run elsewhere.
mapfile -t all < <(realpath "$@")
set -- "${all[@]}"
# Each of those that sysdig ships has a row.
for file in "$shipped"/*.lua; do
	name=$(basename "$file" .lua)
	case $name in v_*) continue ;; esac
	if grep -q -e "-c '*$name\\b" "$here/chisels.txt"; then
		pass "$name has a row"
	else
		fail "$name has no row in chisels.txt"
	fi
done
SONDE=$(realpath "$SONDE")
export SONDE
[ -n "${ALL:-}${SONDE_CAPTURES:-}" ] || export CHISELS_FEW=1
i=0
while [ $i -lt "$workers" ]; do
	CHISELS_WORKER=$i "$here/chisels.sh" "$@" > "$TMP/worker.$i" &
	i=$((i + 1))
done
wait
add_workers "$TMP"/worker.*
finish
