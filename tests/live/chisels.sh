#!/bin/bash
# Chisels on recordings that sonde makes: of a web server with its database, a shell session with pipes
# and another user, processes in a container's cgroup, a build. What sysdig's chisels print in sysdig,
# ours print in sonde. KEEP=FOLDER keeps the recordings, for tests/oracle/chisels.sh FOLDER/*.scap.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib.sh
. tests/lib.sh
# shellcheck source=tests/live/lib.sh
. tests/live/lib.sh
# shellcheck source=tests/tui/term.sh
. tests/tui/term.sh
live_needs chisels
export TZ=UTC
keep=${KEEP:-$TMP}
mkdir -p "$keep"
cgroups=()
busy=
leave() {
	[ -z "$busy" ] || end "$busy"
	tui_stop
	record_abandon
	rmdir "${cgroups[@]}" 2> /dev/null
}
trap leave EXIT

# -------------------------------------------------------------------------- workloads

# Requests over HTTP; the server asks another process over TCP, writes a log, and tells a third over UDP.
# shellcheck disable=SC2317 # called by name
web() {
	python3 - "$TMP" << 'PY'
import http.client, http.server, socket, sys, threading
database = socket.create_server(("127.0.0.1", 0))
syslog = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
syslog.bind(("127.0.0.1", 0))
def answer():
    connection, _ = database.accept()
    while connection.recv(100):
        connection.sendall(b"row " * 20)
threading.Thread(target=answer, daemon=True).start()
class Page(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    table = socket.create_connection(database.getsockname())
    log = open(sys.argv[1] + "/access.log", "w", buffering=1)
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    def do_GET(self):
        self.table.sendall(b"SELECT * FROM " + self.path[1:].encode())
        body = self.table.recv(1000)
        self.send_response(200 if self.path != "/none" else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, form, *args):
        self.log.write("warning: " + form % args + "\n")
        self.udp.sendto(b"hit", syslog.getsockname())
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
threading.Thread(target=server.serve_forever, daemon=True).start()
for path in ["/items", "/none", "/items", "/basket"] * 3:
    client = http.client.HTTPConnection(*server.server_address)
    client.request("GET", path)
    client.getresponse().read()
    client.close()
    syslog.recv(100)
PY
}

# shellcheck disable=SC2317
shell() {
	(cd "$TMP" && bash -c 'cd /; ls /usr | sort | head -n 3 > '"$TMP/list"'; cat '"$TMP/list"' /nosuch
		setpriv --reuid 1 --regid 1 --clear-groups sh -c "id; cat /etc/shadow"; sleep 0.05' \
		> "$TMP/shell.out" 2>&1) || true
}

# Names of cgroups are all there is to a container for who watches from outside.
# shellcheck disable=SC2317
container() {
	local id=4242424242424242424242424242424242424242424242424242424242424242 dir
	for dir in /sys/fs/cgroup /sys/fs/cgroup/*; do
		[ -w "$dir/cgroup.procs" ] && mkdir -p "$dir/docker/$id" 2> /dev/null || continue
		cgroups=("$dir/docker/$id" "$dir/docker" "${cgroups[@]}")
	done
	bash -c 'for d; do echo $$ > "$d/cgroup.procs"; done 2> /dev/null
		cat /etc/hostname /nosuch; head -c 5000 /dev/zero > '"$TMP/zeros"'; wc -c < '"$TMP/zeros" \
		container "${cgroups[@]}" > "$TMP/container.out" 2>&1 || true
}

# shellcheck disable=SC2317
build() {
	printf 'int main(void)\n{\n\treturn 0;\n}\n' > "$TMP/main.c"
	printf 'main: main.o\n\tcc -o $@ $<\nmain.o: main.c\n\tcc -c -o $@ $<\n' > "$TMP/Makefile"
	(cd "$TMP" && rm -f main main.o && make -s) > "$TMP/build.out" 2>&1 || fail "the build" "$(cat "$TMP/build.out")"
}

for workload in web shell container build; do
	recorded $workload $workload record_start "$keep/$workload.scap"
done

# ---------------------------------------------------------------------------- chisels

# What else runs on the machine is recorded, too, and may have begun before or end in the middle.
mine="(proc.pid=$$ or proc.apid=$$)"

# compare RECORDING CHISEL [ARGUMENTS...]: the same lines. Ties are in no order in sysdig.
compare() {
	local file=$keep/$1.scap
	shift
	(cd "$TMP" && sysdig -r "$file" -c "$@") 2> /dev/null | LC_ALL=C sort > "$TMP/want"
	"$SONDE" print -r "$file" -c "$@" 2> "$TMP/err" | LC_ALL=C sort > "$TMP/got"
	same "$* of $(basename "$file" .scap)" "$TMP/want" "$TMP/got"
	[ -s "$TMP/want" ] || fail "$* of $(basename "$file" .scap) says nothing"
}

for workload in web shell container build; do
	compare $workload fdcount_by proc.name "$mine"
	compare $workload scallslower 20 "$mine"
	compare $workload proc_exec_time "$mine"
	compare $workload ps "'$mine'"
done
compare web httplog "$mine"
compare web httptop "$mine"
compare web fdbytes_by fd.name "proc.name=python3 and $mine"
compare web spy_logs "fd.name contains access.log and $mine"
compare web topports_server "proc.name=python3 and fd.l4proto=tcp and $mine"
compare shell spy_users "evt.type=execve and $mine" # changes of folder confuse that of sysdig
compare shell stdout "proc.name=head and $mine"
compare shell fdbytes_by proc.name "proc.name in (ls, sort, head) and $mine"
compare container topcontainers_file
compare container topcontainers_error
compare container lscontainers
compare container topprocs_file -pc container.id!=host
compare build topscalls_time "proc.name in (make, cc, cc1, as, collect2, ld) and $mine"
compare build bottlenecks "proc.name=make and $mine"
compare build topfiles_errors "proc.name=make and $mine"

# ------------------------------------------------------------------------------- live

# A table a second in the same place; the signal ends it with the sums of the whole time.
sh -c "while :; do cat /proc/self/stat; sleep 0.01; done > /dev/null" 9>&- &
busy=$!
tui_start 100 20 "$SONDE print -c topprocs_errors; $SONDE print -c topscalls proc.name=cat; echo status \$?"
expect_line "topprocs_errors shows itself" 1 '^#Errors  *Process  *PID'
tui_keys C-c
tui_wait "# Calls"
expect_line "a live table begins at the top" 1 '^# Calls  *Syscall'
# top: the calls of the first row, once there is one
top() {
	top=$(tui_line 3 | sed -n 's/^\([0-9][0-9]*\)  *[a-z].*/\1/p')
	[ -n "$top" ]
}
until_true top && pass "its rows are below" || fail "its rows are below" "$(tui_screen)"
first=$top
counted_anew() {
	top && [ "$top" != "$first" ]
}
until_true counted_anew && pass "it is counted anew every second" ||
	fail "it is counted anew every second" "$(tui_screen)"
most=$top
heads() {
	heads=$(tui_screen | grep -c '^# Calls')
	[ "$heads" != 0 ]
}
until_true heads && [ "$heads" = 1 ] && pass "in place" || fail "in place" "$(tui_screen)"
tui_keys C-c
expect "Ctrl-C ends it with status 0" "status 0"
sum=$(tui capture-pane -p -S -40 | awk '/^# Calls/ { getline; getline; print $1 }' | tail -n 1)
[ "${sum:-0}" -gt "$most" ] && pass "and with the sums of the whole time" ||
	fail "and with the sums of the whole time" "$most before, then $(tui_screen)"
[ "$(tui display-message -p '#{cursor_flag}')" = 1 ] && pass "the cursor is back" || fail "the cursor is back"
tui_stop
"$SONDE" print -c topscalls proc.name=cat > "$TMP/live" 2> "$TMP/record.err" 9>&- &
recorder=$!
several() {
	[ "$(grep -c '^# Calls' "$TMP/live")" -ge 2 ]
}
until_true several
record_stop
if several && ! grep -q "$(printf '\033')" "$TMP/live"; then
	pass "without a terminal tables follow each other, as plain text"
else
	fail "without a terminal tables follow each other, as plain text" "$(cat "$TMP/record.err" "$TMP/live")"
fi
finish
