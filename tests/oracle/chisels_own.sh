#!/bin/bash
# Chisels that come with sonde: what they say of themselves, where they are found, what those print that
# sysdig has not, and that chisels of others run with their modules. tests/oracle/chisels.sh compares
# the rest with sysdig.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib.sh
. tests/lib.sh
export TZ=${TZ:-UTC} HOME=$TMP/home
mkdir "$HOME"
unset XDG_CONFIG_HOME SONDE_DATA SYSDIG_CHISEL_DIR
top=$PWD
SONDE=$(realpath "$SONDE")
demo=$top/tests/data/demo.scap
small=$(realpath "$CAPTURES/gen-procs.scap")

# sonde_print ARGUMENTS...: stdout in $TMP/out, stderr in $TMP/err, exit status
sonde_print() {
	"$SONDE" print "$@" > "$TMP/out" 2> "$TMP/err" < /dev/null
}

# check NAME COMMAND...
check() {
	local name=$1
	shift
	if "$@"; then
		pass "$name"
	else
		fail "$name" "$(head -n 3 "$TMP/err"; head -n 3 "$TMP/out" | cut -c 1-160)"
	fi
}

# equal NAME WANT GOT
equal() {
	if [ "$2" = "$3" ]; then
		pass "$1"
	else
		fail "$1" "want: $2
got:  $3"
	fi
}

# ----------------------------------------------------------------------- what they say

sonde_print -cl
cp "$TMP/out" "$TMP/list"
for file in chisels/*.lua; do
	name=$(basename "$file" .lua)
	case $name in
	common | ansiterminal | dkjson | http | statsd) continue ;; # modules
	table_generator) listed=0 ;;
	*) listed=1 ;;
	esac
	equal "$name in the list" $listed "$(grep -cE "^$name( |$)" "$TMP/list")"
	[ $listed = 0 ] && continue
	sonde_print -i "$name"
	check "-i $name" grep -q '^Arguments:' "$TMP/out"
	short=$(sed -n 's/^short_description = "\(.*\)"$/\1/p' "$file")
	check "README.md has the row of $name" grep -qF "| \`$name\` | $short |" README.md
done

# --------------------------------------------------------------------- where they are

# A chisel that says where it is: say FOLDER TEXT
say() {
	mkdir -p "$1"
	echo "args = {} description = '$2' short_description = '$2' function on_init() print('$2') return true end" \
		> "$1/whereami.lua"
}
mkdir -p "$TMP/cwd" "$TMP/named"
cd "$TMP/cwd" || exit 1
for place in "$HOME/.chisels" "$HOME/.config/sonde/chisels" "$TMP/cwd/chisels" "$TMP/cwd"; do
	say "$place" "$place"
	sonde_print -r "$small" -c whereami
	equal "the chisel in $place hides those after it" "$place" "$(cat "$TMP/out")"
done
say "$TMP/named" named
sonde_print --chisel-dir "$TMP/named" -r "$small" -c whereami
equal "--chisel-dir comes first" named "$(cat "$TMP/out")"
sonde_print --chisel-dir "$TMP/named" -r "$small" -c ./whereami.lua
equal "a path is taken as it is" "$TMP/cwd" "$(cat "$TMP/out")"
echo 'error "not this one"' > common.lua
sonde_print -r "$small" -c lscontainers desc
equal "modules beside the chisel come before those in the current folder" "" "$(cat "$TMP/err")"
rm common.lua
sonde_print -r "$small" -c whereamy
equal "an unknown chisel" "sonde: unknown chisel 'whereamy'; did you mean 'whereami'?" "$(cat "$TMP/err")"
sonde_print -r "$small" -c latency foo.bar
equal "an argument that is no field" \
	"sonde: chisel latency: key: unknown field 'foo.bar' (sonde print -l lists the fields)" "$(cat "$TMP/err")"
sonde_print -r "$small" -c latency evt.type foo.bar=1
equal "a filter that is none" "sonde: filter, column 1: unknown field 'foo.bar'" "$(cat "$TMP/err")"

# As make install puts them.
if make -C "$top" -s -o all install PREFIX=/usr DESTDIR="$TMP/root" > "$TMP/err" 2>&1; then
	"$TMP/root/usr/bin/sonde" print -cl > "$TMP/out" 2> "$TMP/err"
	grep -v whereami "$TMP/out" | grep -v '^/' > "$TMP/installed"
	sonde_print -cl
	grep -v whereami "$TMP/out" | grep -v '^/' > "$TMP/built"
	same "an installed sonde has the same chisels" "$TMP/built" "$TMP/installed"
	"$TMP/root/usr/bin/sonde" print -r "$small" -c topscalls > "$TMP/out" 2> "$TMP/err"
	check "and runs them" grep -q '^# Calls' "$TMP/out"
else
	fail "make install" "$(cat "$TMP/err")"
fi
rm -rf "$HOME/.chisels" "$HOME/.config" "$TMP/cwd/chisels" "$TMP/cwd/whereami.lua"

# ------------------------------------------------------------------------- our own ones

# All calls of the demo: thread, direction, type, latency, end of a thread.
"$SONDE" print -r "$demo" -p '%thread.tid %evt.dir %evt.type %evt.latency' \
	'syscall.type exists or evt.type=procexit' > "$TMP/calls"
total=$(awk '$2 == "<" { ns += $4 } END { printf "%.0f", ns }' "$TMP/calls")
# What returned of what was seen to begin, and what has not returned.
awk '$3 == "procexit" { delete in_call[$1]; next }
	$2 == ">" { in_call[$1] = $3; next }
	$1 in in_call { n++; ns += $4; delete in_call[$1] }
	END { printf "%d %.0f\n", n, ns; for (tid in in_call) print tid, in_call[tid] | "sort" }' \
	"$TMP/calls" > "$TMP/state"

sonde_print --demo -c folded
equal "folded adds up to the time of all calls" "$total" \
	"$(awk '{ ns += $NF } END { printf "%.0f", ns }' "$TMP/out")"
check "folded has stacks of process, file and call" grep -qE '^curl;/etc/nsswitch.conf;read [0-9]+$' "$TMP/out"
sonde_print -r "$demo" -c folded "evt.type calls"
equal "folded by other fields counts calls" "$(grep -c '^[0-9]* > openat' "$TMP/calls")" \
	"$(awk '$1 == "openat" { print $2 }' "$TMP/out")"
sonde_print -r "$demo" -c flame
equal "flame draws the same total" "$total" \
	"$(sed -n 's/^const root = \(.*\);$/\1/p' "$TMP/out" | jq -r .value)"
equal "every frame of flame is as wide as what is above it, or wider" 0 \
	"$(sed -n 's/^const root = \(.*\);$/\1/p' "$TMP/out" |
		jq '[.. | objects | select((.children | length) > 0 and .value < (.children | map(.value) | add))] | length')"

sonde_print -r "$demo" -c blocked
equal "blocked lists the calls that have not returned" "$(sed 1d "$TMP/state" | sort)" \
	"$(awk 'NR > 1 { print $2, $5 }' "$TMP/out" | sort)"
check "blocked begins with the longest" grep -qE '^[0-9.]+s +' <(sed -n 2p "$TMP/out")
sonde_print -r "$demo" -c blocked 8
check "blocked looks at another moment" grep -qE ' mariadbd +futex ' "$TMP/out"
equal "and not beyond" "$("$SONDE" print -r "$demo" -p '%thread.tid %evt.dir %evt.type' \
	'(syscall.type exists or evt.type=procexit) and evt.reltime<=8000000000' | awk '
	$3 == "procexit" { delete t[$1]; next } $2 == ">" { t[$1] = $3; next } { delete t[$1] }
	END { n = 0; for (i in t) n++; print n }')" "$(sed 1d "$TMP/out" | wc -l)"

sonde_print -r "$demo" -c perfetto
if jq -e . "$TMP/out" > "$TMP/trace" 2> "$TMP/err"; then
	pass "perfetto prints JSON"
else
	fail "perfetto prints JSON" "$(cat "$TMP/err")"
fi
equal "perfetto has each call that returned, with its time" "$(sed -n 1p "$TMP/state")" \
	"$(jq -r '[.traceEvents[] | select(.cat == "syscall" and .ph == "X")] |
		"\(length) \(map(.dur * 1000 | round) | add)"' "$TMP/trace")"
equal "and each that did not" "$(sed 1d "$TMP/state" | wc -l)" \
	"$(jq '[.traceEvents[] | select(.ph == "B")] | length' "$TMP/trace")"
equal "calls of a thread do not overlap" 0 "$(jq '[.traceEvents[] | select(.cat == "syscall" and .ph == "X")]
	| group_by(.tid) | map(. as $c | range(1; length) | select($c[.].ts + 0.0005 < $c[. - 1].ts + $c[. - 1].dur))
	| length' "$TMP/trace")"
equal "every thread has a name" 0 "$(jq '[.traceEvents[] | select(.ph == "M" and .name == "thread_name") | "\(.pid)/\(.tid)"] as $named
	| [.traceEvents[] | select(.ph == "X" or .ph == "B") | "\(.pid)/\(.tid)"] | unique - $named | length' "$TMP/trace")"

sonde_print -r "$demo" -j -c latency "evt.type 0"
equal "latency counts every call that took time" "$(awk '$2 == "<" && $4 > 0' "$TMP/calls" | wc -l)" \
	"$(jq '.latencies | map(.count) | add' "$TMP/out")"
equal "and its time" "$total" "$(jq '.latencies | map(.sum_ns) | add' "$TMP/out")"
equal "histograms hold what is counted" true \
	"$(jq '.latencies | all(.count == (.histogram | map(.[2]) | add))' "$TMP/out")"
sonde_print -r "$demo" -c latency proc.name evt.type=read
check "latency by another field" grep -qE '^curl: [0-9]+ calls, ' "$TMP/out"

sonde_print -r "$demo" -r "$demo" -c diff
equal "diff finds nothing between a capture and itself" 2 "$(wc -l < "$TMP/out")"
sonde_print -r "$small" -r "$demo" -c diff 0
want=$(for f in "$small" "$demo"; do
	"$SONDE" print -r "$f" 'evt.type=openat and evt.dir=<' | wc -l
done | paste -sd ' ')
equal "diff counts the calls of both" "$want" "$(awk '$NF == "openat" && !seen++ { print $1, $2 }' "$TMP/out")"
sonde_print -r "$demo" -c diff
check "diff of one capture says what it needs" grep -q 'give two of them' "$TMP/err"

# The example of chisels/README.md.
sed -n '/^```lua$/,/^```$/p' "$top/chisels/README.md" | sed '1d;$d' > "$TMP/named/slow_writers.lua"
sonde_print --chisel-dir "$TMP/named" -r "$demo" -c slow_writers 0
equal "the example of the README prints every write" \
	"$("$SONDE" print -r "$demo" 'evt.is_io_write=true and evt.dir=< and evt.latency>0' | wc -l)" \
	"$(sed '$d' "$TMP/out" | wc -l)"
sonde_print --chisel-dir "$TMP/named" -i slow_writers
check "and says what it takes" grep -q '^min_ms (int)' "$TMP/out"

# ------------------------------------------------------------------ arguments of ours

sonde_print -r "$small" -c fileslower ten
equal "a number has to be one" \
	"sonde: chisel fileslower: min_ms has to be a number, not ten" "$(cat "$TMP/err")"
sonde_print -r "$small" -c echo_fds disable_color
check "disable_color" grep -q '^------ ' "$TMP/out"
check "no colours then" [ "$(grep -c $'\033' "$TMP/out")" = 0 ]

# ------------------------------------------------------ chisels of others, our modules

# A chisel as they were ever written, with the functions of the modules that sysdig installs.
cat > "$TMP/named/theirs.lua" << 'LUA'
description = "x" short_description = "x" category = "x" args = {}
require "common"
terminal = require "ansiterminal"
local json = require "dkjson"
function on_init()
	terminal.enable_color(true)
	print(extend_string("abc", 5) .. "|" .. extend_string("abcdef", 4) .. "|" .. extend_string("a", 0))
	for _, n in ipairs {0, 1024, 1025, 7363, 2 ^ 20 + 1, 3e9, 5e12, 7e15} do
		print(n, format_bytes(n))
	end
	for _, ns in ipairs {0, 999, 1000, 3610, 9999, 10000, 3610000, 1e7, 999999999, 22030000000, 4e12} do
		print(ns, format_time_interval(ns))
	end
	print(table.concat(split("a,b,,c", ","), "/"), starts_with("abc", "ab"), ends_with("abc", "bc"))
	print(st({x = {1, "a\"b", true}}, "t", true), st({{}}, nil), st(print), ts_to_str(12, 34))
	print(terminal.red .. terminal.reset .. terminal.onblue)
	print(json.encode({1, "a\"\n", true, 1.5}), json.encode({a = {b = {1, 2}}}, {indent = true}))
	print(json.decode('{"a":[1,null,"\\u20ac"], "b": -1.5e3}').a[3], json.decode("[1,") == nil)
	for k, v in pairs_top_by_val({a = 1, b = 3, c = 2}, 2, function(t, x, y) return t[x] > t[y] end) do
		print(k, v)
	end
	print(typeof(copytable({1})), #concattable({1}, {2, 3}), parse_numeric_input("5", "n"))
	chisel.exec("table_generator", "evt.type", "Type", "evt.count", "N", "evt.type=stat", "3", "none")
	return true
end
LUA
if command -v sysdig > /dev/null; then
	sysdig -r "$small" -c "$TMP/named/theirs" > "$TMP/want" 2> /dev/null
	sonde_print --chisel-dir "$TMP/named" -r "$small" -c theirs
	same "what common, ansiterminal, dkjson and table_generator offer" "$TMP/want" "$TMP/out"
else
	skip "what our modules for chisels of others offer" "needs sysdig"
fi

# Memory and faults of processes are read only for those who ask. Who asks late, in a callback,
# gets what who asked at once does.
cat > "$TMP/named/figures.lua" << 'LUA'
description = "x" short_description = "x" category = "x"
args = {{name = "when", description = "x", argtype = "string"}}
local n, last, sizes = 0, 0, {}
local function ask()
	fminor, fsize = chisel.request_field("thread.pfminor"), chisel.request_field("proc.vmsize")
end
function on_set_arg(_, word) last = tonumber(word) return true end
function on_init() if last == 0 then ask() end return true end
function on_event()
	n = n + 1
	if n == last then ask() end
	if n >= 2000 and fminor then
		sizes[#sizes + 1] = evt.get_num() .. " " .. (evt.field(fminor) or "-") .. " " .. (evt.field(fsize) or "-")
	end
end
function on_capture_end()
	print(#sizes, table.concat(sizes, "\n"))
	local all = {}
	for tid, t in pairs(sysdig.get_thread_table_nofds()) do
		all[#all + 1] = tid .. " " .. t.vmsize_kb .. " " .. t.vmrss_kb .. " " .. t.pfminor
	end
	table.sort(all)
	print(table.concat(all, "\n"))
end
LUA
"$SONDE" print --chisel-dir "$TMP/named" -r "$demo" -c figures 0 > "$TMP/want"
check "figures of processes change" awk 'NF == 3 && $2 != "-" { n += !seen[$2 " " $3]++ } END { exit n < 9 }' "$TMP/want"
sonde_print --chisel-dir "$TMP/named" -r "$demo" -c figures 1999
same "figures of processes, asked for in the middle" "$TMP/want" "$TMP/out"
sonde_print --chisel-dir "$TMP/named" -r "$demo" -c figures 1000000
tail -n +2 "$TMP/out" > "$TMP/late"
check "the table of threads at the end is not empty" [ "$(wc -l < "$TMP/late")" -gt 10 ]
tail -n "$(wc -l < "$TMP/late")" "$TMP/want" > "$TMP/end"
same "figures of processes, asked for at the end" "$TMP/end" "$TMP/late"

shipped=/usr/share/sysdig/chisels
if [ -d "$shipped" ]; then
	mkdir "$TMP/theirs"
	cp "$shipped"/*.lua "$TMP/theirs/"
	rm "$TMP/theirs"/{common,ansiterminal,dkjson,http,statsd,table_generator}.lua
	sysdig -zr "$top/$CAPTURES/gen-gzip.scap" -c topscalls > "$TMP/want" 2> /dev/null
	sonde_print -zr "$top/$CAPTURES/gen-gzip.scap" -c topscalls
	sort -o "$TMP/want" "$TMP/want"
	sort -o "$TMP/out" "$TMP/out"
	same "-zr of a compressed capture" "$TMP/want" "$TMP/out"
	for words in topprocs_net topscalls httplog spy_users ps "fileslower 0" iobytes; do
		# shellcheck disable=SC2086 # words
		sysdig -r "$small" -c $words 2> /dev/null > "$TMP/want"
		# shellcheck disable=SC2086
		sonde_print --chisel-dir "$TMP/theirs" -r "$small" -c $words
		sort -o "$TMP/want" "$TMP/want"
		sort -o "$TMP/out" "$TMP/out"
		same "sysdig's $words with our modules" "$TMP/want" "$TMP/out"
	done
else
	skip "sysdig's chisels with our modules" "needs $shipped"
fi
finish
