#!/bin/bash
# What `sonde print -w` writes opens in sysdig 0.29.3 and prints there, and in sonde, the lines
# that the original prints under the same filter. Event numbers are left out: the new file has
# fewer events.
#
#   tests/oracle/roundtrip.sh [CAPTURE...]     default: those of lib.sh that sysdig can read
set -u
list=()
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib.sh
. tests/lib.sh
export TZ=${TZ:-UTC}
format='*%evt.rawtime %evt.cpu %proc.name (%thread.tid) %evt.dir %evt.type %evt.info %fd.name'

filters() {
	cat <<- 'END'
		evt.num>0
		evt.type in (open, openat, connect, accept)
		evt.dir=< and fd.num exists
		proc.name contains s
		fd.type=ipv4 or fd.type=ipv6
		evt.failed=true
	END
}

# Captures of which sonde deliberately prints something else (README).
differs() {
	case $(basename "$1") in
	gen-counts* | gen-every-* | gen-exit-only* | gen-switch-2014* | gen-tcp* | gen-threads* | gen-mixed* | gen-gzip*)
		return 0 ;;
	esac
	return 1
}

round_trip() {
	local capture=$1 filter=$2 z=$3 name
	name="$(basename "$capture") $z $filter"
	# shellcheck disable=SC2086 # no word when empty
	if ! "$SONDE" print -r "$capture" -w "$TMP/copy.scap" $z "$filter" 2> "$TMP/err"; then
		fail "$name" "$(cat "$TMP/err")"
		return
	fi
	sysdig -d -r "$capture" -p "$format" "$filter" > "$TMP/want" 2> /dev/null
	sysdig -r "$TMP/copy.scap" -p "$format" > "$TMP/sysdig" 2> /dev/null
	"$SONDE" print -r "$TMP/copy.scap" -p "$format" > "$TMP/sonde" 2> /dev/null
	same "$name, read by sysdig" "$TMP/want" "$TMP/sysdig"
	same "$name, read by sonde" "$TMP/want" "$TMP/sonde"
}

[ $# != 0 ] || mapfile -t list < <(captures)
for capture in "$@" "${list[@]:-}"; do
	[ -n "$capture" ] || continue
	case $(basename "$capture") in x-* | gen-cut* | gen-*cut*) continue ;; esac
	if differs "$capture"; then
		skip "$(basename "$capture")" "deliberate differences, compared by print.sh"
		continue
	fi
	z=
	while read -r filter; do
		round_trip "$capture" "$filter" "$z"
		[ -z "$z" ] && z=-z || z=
	done < <(filters)
done
finish
