#!/bin/bash
# `sonde --raw -v VIEW` against csysdig 0.29.3: the same rows, in whatever order; by our own view
# files, and by those that csysdig comes with.
#
#   tests/oracle/views.sh [CAPTURE...]     default: $SONDE_CAPTURES, else the real captures and
#                                          the generated ones in which views differ
#
# ALL=1 compares all generated captures; most of those differ in their framing only.
# VIEWS="procs files" compares these views only; FILTER, under this filter; MASK is one more script
# for sed (see mask_of).
#
# Left out of the comparison is what csysdig leaves to chance or gets wrong; each mask below says
# what and why.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib.sh
. tests/lib.sh
export TZ=${TZ:-UTC}
command -v csysdig > /dev/null || {
	skip views "needs csysdig 0.29.3"
	finish
}
theirs_dir=/usr/share/sysdig/chisels
# Nothing that the user has put aside may take the place of what is compared.
export HOME=$TMP XDG_CONFIG_HOME=$TMP

# All that csysdig prints with --raw and that both have. spectro_traces, the spans and the traces
# have rows where programs write tracers; docker's events and notifications it shows to programs
# only (see json.sh).
all_views="backlog connections containers containers_errors directories errors file_opens files
	incoming_connections io_by_type kubernetes_controllers kubernetes_deployments
	kubernetes_namespaces kubernetes_pods kubernetes_replicasets kubernetes_services
	page_faults procs procs_cpu procs_errors procs_fd_usage slow_io spans_list
	spans_summary spectro_all spectro_file spectro_traces sports spy_syslog spy_users
	syscall_procs syscalls threads traces_list traces_summary"

# Why a capture cannot be compared, or nothing.
obstacle() {
	case $(basename "$1") in
	gen-every-*) echo "has events that the reference does not know; they are counted here" ;;
	gen-unknown-codes*) echo "has events that the reference does not know; they are counted" ;;
	gen-exit-only*) echo "the reference does not know what exit-only events are about" ;;
	gen-threads*) echo "a number is opened by one thread while another closes it (README)" ;;
	esac
}

# The same for one view of a capture.
obstacle_of_view() {
	case "$2 $(basename "$1")" in
	page_faults\ gen-switch-2014*) echo "the old switch event is read at the right widths" ;;
	connections\ gen-tcp* | connections\ gen-mixed* | connections\ gen-gzip* | connections\ gen-counts*)
		echo "IPv6 sockets that talk IPv4 keep name and protocol (README)"
		;;
	esac
}

# What is not compared of a view's rows, as a script for sed. Cells are ten wide, except for names.
#
# - Of grouped views, csysdig shows the user, parent and command line of whichever thread it
#   meets first, we those of the main thread: where there are several, what they agree on stays.
# - csysdig prints IPv4 addresses as if they were IPv6. They are part of the key: a row with other
#   addresses would be another row.
# - Events that belong to no process (container events; process -1): which of them is the row
#   that speaks for the others is chance, and csysdig counts one thread of that number more.
# - The engine of a container: csysdig repeats the one before for podman and static.
mask_of() {
	case "$1 $2" in
	procs*) printf '%s\n' '/^( *[0-9.]+[KMG]?)* +-1 /d' ;;&
	"procs ")
		printf '%s\n' 's/^(.{10}) .{10} (.{10}) [^ ]* +([2-9]|[1-9][0-9]+) +([^ ]+) +([^ ]+) +([^ ]+) +([^ ]+) .*$/\1 \2 \3 \4 \5 \6 \7/'
		;;
	"procs -pc")
		printf '%s\n' 's/^(.{10}) .{10} .{10} (.{10}) [^ ]* +([2-9]|[1-9][0-9]+) +([^ ]+) +([^ ]+) +([^ ]+) +([^ ]+) .*$/\1 \2 \3 \4 \5 \6 \7/'
		;;
	page_faults* | threads*) printf '%s\n' '/^( *[0-9.]+[KMG]?)* +-1 /d' ;;
	connections*) printf '%s\n' 's/^([^ ]*) [^ ]* ([^ ]*) [^ ]* /\1 \2 /' ;;
	"syscalls "*) printf '%s\n' '/ sysdigevent $/d' ;;
	io_by_type*) printf '%s\n' '/^( *[^ ]+){4}  $/d' ;;
	"syscall_procs ") printf '%s\n' '/^ *[^ ]+ +[^ ]+ (<NA>)? *$/d' ;;
	"syscall_procs -pc") printf '%s\n' '/^ *[^ ]+ +[^ ]+ [^ ]+ (<NA>)? *$/d' ;;
	containers*) printf '%s\n' 's/ (docker|podman|static) / ENGINE /' ;;
	esac
}

# check CAPTURE VIEW ARGUMENT...   the filter last
check() {
	local capture=$1 view=$2 mode='' what why mask
	shift 2
	[ "${1:-}" != -pc ] || mode=-pc
	why=$(obstacle_of_view "$capture" "$view")
	what="$view${*:+ }$*, $(basename "$capture")"
	if [ -n "$why" ]; then
		skip "$what" "$why"
		return
	fi
	timeout 300 csysdig --raw -v "$view" -r "$capture" "$@" > "$TMP/raw" 2> "$TMP/theirs.err" \
		< /dev/null
	if [ $? -ge 124 ]; then
		skip "$what" "csysdig itself crashes"
		return
	fi
	mask=$(mask_of "$view" "$mode")${MASK:+
$MASK}
	sed -E "$mask" "$TMP/raw" | LC_ALL=C sort > "$TMP/theirs"
	ours "$capture" "$view" "$@"
	same "$what" "$TMP/theirs" "$TMP/ours"
	ours "$capture" "$view" --views-dir "$theirs_dir" "$@"
	same "their $what" "$TMP/theirs" "$TMP/ours"
}

ours() {
	local capture=$1 view=$2
	shift 2
	timeout 300 "$SONDE" --raw -v "$view" -r "$capture" "$@" > "$TMP/raw" 2> "$TMP/ours.err" \
		< /dev/null || echo "status $?: $(tail -n 3 "$TMP/ours.err")" >> "$TMP/raw"
	sed -E "$mask" "$TMP/raw" | LC_ALL=C sort > "$TMP/ours"
}

# Views that say something else under a filter, with one that leaves something.
check_filtered() {
	check "$1" procs "evt.type in (open,openat,read,write)"
	check "$1" threads "fd.type=file"
	check "$1" threads "not fd.name exists"
	check "$1" files "proc.name!=bash"
	check "$1" directories "evt.dir=<"
	check "$1" errors "evt.type!=futex"
	check "$1" syscalls "fd.type=file or fd.type=ipv4"
	check "$1" syscall_procs "evt.type=close"
	check "$1" io_by_type "proc.pid>100"
	check "$1" connections "fd.l4proto=tcp"
	check "$1" procs_errors "fd.type=file or evt.failed=true"
	check "$1" procs_cpu "evt.dir=>"
}

differing='/gen-(mixed|containers|procs|files|values|list-v[0-9]*)\.scap$'
# shellcheck disable=SC2046,SC2086 # lists of words
if [ $# = 0 ]; then
	set -- ${SONDE_CAPTURES:-$(captures)}
	[ -n "${ALL:-}${SONDE_CAPTURES:-}" ] ||
		set -- $(captures | grep -vE '/gen-'; captures | grep -E "$differing")
fi
for capture; do
	views=${VIEWS:-$all_views}
	case $(basename "$capture") in
	x-*) continue ;; # only newer readers, or none, read them to their end
	gen-list-*) views="procs threads procs_fd_usage" ;; # they differ in the lists alone
	esac
	why=$(obstacle "$capture")
	if [ -n "$why" ]; then
		skip "$(basename "$capture")" "$why"
		continue
	fi
	for view in $views; do
		check "$capture" "$view" ${FILTER:+"$FILTER"}
	done
	# Where little happens, neither containers nor filters have much to say.
	case "$(basename "$capture") ${ALL:-}" in
	gen-mixed* | gen-containers* | sample*) ;;
	gen-procs.*1 | gen-files.*1 | gen-sections.*1) ;;
	gen-*) continue ;;
	*" ") continue ;;
	esac
	for view in $views; do
		check "$capture" "$view" -pc
	done
	[ -n "${VIEWS:-}" ] || check_filtered "$capture"
done
finish
