#!/bin/bash
# The chisels that sysdig 0.29.3 ships, unmodified: `sonde print -c NAME` against `sysdig -c NAME`.
#
#   tests/oracle/chisels.sh [CAPTURE...]   default: $SONDE_CAPTURES, else what lib.sh finds
#   ONLY=PATTERN                           those rows of chisels.txt that match, e.g. ONLY='*lsof*'
#   WORKERS=N                              how many at once (default: processors)
#
# chisels.txt has a row for each command line, and those that may differ with their reason. sysdig
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
mapfile -t rows < <(grep -v -e '^#' -e '^$' -e '^except' "$here/chisels.txt")
mapfile -t exceptions < <(sed -n 's/^except //p' "$here/chisels.txt")
# Generated captures where there is something to see for chisels; the others vary in framing.
generated='gen-@(mixed|tcp|tcp-v1|udp|unix|procs|procs-v1|threads|files|values|containers|counts|sections|hidden|ids|minimal)'

# The reason why a row may differ on a capture, or nothing.
exception() {
	local line pattern
	for line in "${exceptions[@]}"; do
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

# Of the rows with the smallest value, which may have been cut off, the value alone.
cut_ties() {
	awk -v json="$1" '
		{ line[NR] = $0; v = $0 }
		json { if (!match($0, /,[-0-9.e+]+$/)) next; v = substr($0, RSTART + 1) + 0 }
		!json { v = NR > 2 ? $1 : "" }
		{ value[NR] = v }
		json { if (!found || v < least) least = v; found = 1 }
		!json { least = v }
		END { for (i = 1; i <= NR; i++) print (i in value) && value[i] == least ? least : line[i] }
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

# ------------------------------------------------------------------------------ a row

# run_row MODE ARGUMENTS CAPTURE: the arguments are words for the shell.
run_row() {
	local mode=$1 capture=$3 args status ours_status reason label
	label="$2 on $(basename "$capture" .scap)"
	# A folder of its own: one chisel writes files.
	rm -rf "$TMP/theirs.d" "$TMP/ours.d"
	mkdir "$TMP/theirs.d" "$TMP/ours.d"
	eval "args=($2)"
	{ (cd "$TMP/theirs.d" && exec timeout 60 sysdig -r "$capture" "${args[@]}") \
		> "$TMP/raw.theirs" 2> "$TMP/theirs.err" < /dev/null; } 2> /dev/null
	status=$?
	if [ $status -ge 124 ]; then
		skip "$label" "sysdig itself crashes"
		return
	fi
	(cd "$TMP/ours.d" && exec timeout 60 "$SONDE" print --chisel-dir "$shipped" -r "$capture" \
		"${args[@]}") > "$TMP/raw.ours" 2> "$TMP/ours.err" < /dev/null
	ours_status=$?
	normalise "$mode" "$2" < "$TMP/raw.theirs" > "$TMP/theirs"
	normalise "$mode" "$2" < "$TMP/raw.ours" > "$TMP/ours"
	# Files that the chisel wrote; captures among them are compared elsewhere.
	if [ "$status" = "$ours_status" ] && cmp -s "$TMP/theirs" "$TMP/ours" &&
		diff -r --exclude='*.scap' "$TMP/theirs.d" "$TMP/ours.d" > "$TMP/files.diff"; then
		pass "$label"
		return
	fi
	reason=$(exception "$2" "$(basename "$capture" .scap)")
	if [ -n "$reason" ]; then
		skip "$label" "$reason"
		return
	fi
	fail "$label, exit status $status and $ours_status $(head -n 1 "$TMP/ours.err" | cut -c 1-120)" \
		"$(diff -a "$TMP/theirs" "$TMP/ours" | head -n 6 | cut -c 1-200; head -n 4 "$TMP/files.diff" 2> /dev/null)"
}

# Worker I of N takes every Nth row.
if [ -n "${CHISELS_WORKER:-}" ]; then
	for ((i = CHISELS_WORKER; i < ${#rows[@]}; i += workers)); do
		mode=${rows[i]%% *}
		words=${rows[i]#* }
		# shellcheck disable=SC2053 # a pattern
		[[ $words == ${ONLY:-*} ]] || continue
		for capture; do
			run_row "$mode" "$words" "$capture"
		done
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
	set -- ${SONDE_CAPTURES:-$(captures)}
	all=("$@")
	set --
	for capture in "${all[@]}"; do
		# shellcheck disable=SC2053 # a pattern
		case $(basename "$capture" .scap) in
		x-*) continue ;;
		gen-*) [[ $(basename "$capture" .scap) == $generated ]] || continue ;;
		esac
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
i=0
while [ $i -lt "$workers" ]; do
	CHISELS_WORKER=$i "$here/chisels.sh" "$@" > "$TMP/worker.$i" &
	i=$((i + 1))
done
wait
for log in "$TMP"/worker.*; do
	sed '$d' "$log"
	read -r passed _ failed _ skipped _ <<< "$(tail -n 1 "$log")"
	n_passed=$((n_passed + passed)) n_failed=$((n_failed + failed))
	n_skipped=$((n_skipped + skipped))
done
finish
