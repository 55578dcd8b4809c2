#!/bin/bash
# `sonde -j -v VIEW` against `csysdig -j`: the same rows with the same totals, in whatever order, and
# the same things said about the view. Views that csysdig gives to programs only are here, too.
#
#   tests/oracle/json.sh [CAPTURE...]
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib.sh
. tests/lib.sh
export TZ=${TZ:-UTC} HOME=$TMP XDG_CONFIG_HOME=$TMP
command -v csysdig > /dev/null && command -v python3 > /dev/null || {
	skip json "needs csysdig 0.29.3 and python3"
	finish
}

views="backlog connections containers containers_errors directories docker_events errors file_opens
	files incoming_connections io_by_type kubernetes_pods notifications page_faults
	port_bindings procs procs_cpu procs_errors procs_fd_usage slow_io spans_list spans_summary
	sports spy_syslog spy_users spy_users_wsysdig syscall_procs syscalls threads
	traces_list traces_summary"

# A document, a row a line in a fixed order. Left out is what views.sh explains (addresses, events
# of no process, what threads of a process do not agree on), and what our files say otherwise: the
# width of columns and the name that csysdig gives to one of them by mistake.
cat > "$TMP/show.py" << 'EOF'
import json, sys
view = sys.argv[1]
doc = json.load(sys.stdin)
last = doc["slices"][-1]
info = last["info"]
names = [c["name"] for c in info["legend"]]
skip = {"LIP", "RIP"} | ({"USER", "PPID", "Command"} if view in ("procs", "procs_cpu") else set())
def number(v):
    return v if isinstance(v, (bool, str)) else round(float(v), 9)
lines = []
for row in last.get("data", []):
    if row["k"] in ("-1", "sysdigevent", "", "<NA>") or -1 in row["d"][:1] or "<NA>" in row["d"]:
        continue
    cells = [number(v) for n, v in zip(names, row["d"]) if n not in skip]
    key = "" if view in ("spy_users", "file_opens", "incoming_connections") else row["k"]
    lines.append(json.dumps([key, cells]))
print("\n".join(sorted(lines)))
for field in ("canDrillDown", "drillDownKeyField", "filterTemplate", "filterTemplateF"):
    # Enter on a process leads to what it has open, in csysdig to its threads (README).
    if (view, field) == ("procs", "filterTemplateF"):
        continue
    print(field, str(info.get(field)).replace(" )", ")"))
# csysdig is one off where no column says that it sorts, and does not say which it was asked for.
if len(sys.argv) == 2 and view != "containers_errors":
    print(info["sortingCol"])
print(sorted(set(info["appliesTo"])))
print([(c["type"], c["format"] if c["type"] != "CHARBUF" else "") for c in info["legend"]])
EOF

# check CAPTURE VIEW ARGUMENT...
check() {
	local capture=$1 view=$2
	shift 2
	timeout 300 csysdig -j -v "$view" -r "$capture" "$@" < /dev/null 2> "$TMP/err" |
		python3 "$TMP/show.py" "$view" "$@" > "$TMP/theirs" 2>&1
	timeout 300 "$SONDE" -j -v "$view" -r "$capture" "$@" < /dev/null 2> "$TMP/err" |
		python3 "$TMP/show.py" "$view" "$@" > "$TMP/ours" 2>&1
	same "$view $*, $(basename "$capture")" "$TMP/theirs" "$TMP/ours"
}

# shellcheck disable=SC2046 # a list of words
[ $# -gt 0 ] || set -- $(captures | grep -E '/(sample|gen-files|gen-procs|gen-values|gen-udp)\.scap$')
for capture; do
	for view in $views; do
		check "$capture" "$view"
	done
	check "$capture" errors --sortingcol 2 "evt.type!=futex"
	check "$capture" files "proc.name!=bash"
done
"$SONDE" -j --list-views > "$TMP/list" 2>&1
if python3 -c 'import json, sys; assert {"procs", "latency"} <= {v["id"] for v in json.load(sys.stdin)}' \
	< "$TMP/list" 2> "$TMP/err"; then
	pass "list of views"
else
	fail "list of views" "$(cat "$TMP/err")"
fi
"$SONDE" --list-views > "$TMP/plain"
same "list of views, without -j, into a file" "$TMP/list" "$TMP/plain"
"$SONDE" --list-views --batch > "$TMP/plain"
grep -q '^procs  *Processes  *What runs, one row a process: .*writes\.$' "$TMP/plain" &&
	pass "list of views for people" || fail "list of views for people" "$(cat "$TMP/plain")"
mkdir -p "$TMP/sonde/views" "$TMP/.chisels"
for folder in sonde/views .chisels; do
	sed "s|\"errors\"|\"my_${folder##*[/.]}\"|" views/errors.lua > "$TMP/$folder/my_${folder##*[/.]}.lua"
done
"$SONDE" --list-views --batch > "$TMP/plain" 2>&1
[ "$(grep -c '^my_\(views\|chisels\) ' "$TMP/plain")" = 2 ] &&
	pass "views of one's own, copied from ours" || fail "views of one's own, copied from ours" "$(cat "$TMP/plain")"
rm -r "$TMP/sonde" "$TMP/.chisels"
# The rows from..to of one order are the same rows wherever they are asked for.
capture=$1
"$SONDE" -j -v procs_cpu -r "$capture" > "$TMP/all" 2> /dev/null
"$SONDE" -j -v procs_cpu -r "$capture" --from 1 --to 2 > "$TMP/some" 2> /dev/null
sed -n '/^{"d"/p' "$TMP/all" | sed -n '2,3s/[],]*$//p' > "$TMP/want"
sed -n '/^{"d"/p' "$TMP/some" | sed 's/[],]*$//' > "$TMP/got"
same "--from 1 --to 2" "$TMP/want" "$TMP/got"
finish
