#!/bin/sh
# The snapshot of this machine as a capture: what sysdig reads there is what a child, of which
# everything is known, has open; and sysdig and sonde agree about all processes.
. tests/lib.sh

maker=${OUT:-build}/tests/unit/test_snapshot
if ! sysdig --version 2>/dev/null | grep -q ' 0\.29\.3$'; then
	skip "snapshot" "needs sysdig 0.29.3"
	finish
fi
if ! "$maker" --write "$TMP/snapshot.scap" > "$TMP/known"; then
	fail "the snapshot is written"
	finish
fi

known() {
	sed -n "s/^$1 //p" "$TMP/known"
}

pid=$(known pid) home=$(known home) first=$(known first_fd) last=$(known last_fd)
sysdig -r "$TMP/snapshot.scap" -c lsof > "$TMP/lsof" 2> "$TMP/err" || fail "lsof runs" "$(cat "$TMP/err")"

# The chisel's columns: command, two ids, user, fd, type, name. The command holds blanks.
sed -n "s/^odd ) (name *$pid *$pid *[^ ]* *//p" "$TMP/lsof" |
	awk -v first="$first" -v last="$last" '$1 >= first && $1 <= last {
		name = $0
		sub(/^[0-9]+ +[^ ]+ */, "", name)
		sub(/pipe:\[[0-9]+\]/, "pipe:[]", name)
		print $1, $2, name
	}' | sort -n > "$TMP/open"

cat > "$TMP/want" <<END
100 file $home/file
101 file $home/file
102 file $home/gone (deleted)
103 directory $home
104 directory $home
105 file /dev/null
106 pipe $home/fifo
107 pipe pipe:[]
108 pipe pipe:[]
109 event 
110 eventpoll 
111 signalfd 
112 timerfd 
113 inotify 
114 <NA> /memfd:notes (deleted)
115 ipv4 127.0.0.1:$(known tcp4)
116 ipv4 127.0.0.1:$(known tcp4_client)->127.0.0.1:$(known tcp4)
117 ipv4 127.0.0.1:$(known tcp4_client)->127.0.0.1:$(known tcp4)
121 ipv4 127.0.0.1:$(known udp)
122 ipv4 127.0.0.1:$(known udp_client)->127.0.0.1:$(known udp)
123 ipv4 0.0.0.0:0->0.0.0.0:0
124 unix $home/sock
125 unix $home/sock
126 unix $home/sock
127 unix 
128 unix @sonde-$pid
129 netlink 
END
if [ -n "$(known tcp6)" ]; then
	cat >> "$TMP/want" <<END
118 ipv6 ::1:$(known tcp6)
119 ipv6 ::1:$(known tcp6_client)->::1:$(known tcp6)
120 ipv6 ::1:$(known tcp6)->::1:$(known tcp6_client)
END
fi
sort -n "$TMP/want" | sed 's/ *$//' > "$TMP/wanted"
sed 's/ *$//' "$TMP/open" > "$TMP/got"
same "open files of the child in sysdig" "$TMP/wanted" "$TMP/got"

# sysdig and sonde read the same of the child and of its thread, through its event.
format='*%proc.name|%proc.exe|%proc.exepath|%proc.args|%proc.cwd|%proc.pid|%proc.ppid|%proc.pname'
format="$format|%proc.sid|%proc.vpid|%thread.tid|%thread.vtid|%proc.fdlimit|%user.uid"
format="$format|%user.loginuid|%proc.env|%thread.cgroups|%proc.vmsize|%proc.vmrss|%proc.nthreads"
format="$format|%container.id|%proc.fdopencount|%proc.is_exe_writable"
sysdig -r "$TMP/snapshot.scap" -p "$format" > "$TMP/theirs" 2>&1
"$SONDE" print -r "$TMP/snapshot.scap" -p "$format" > "$TMP/ours" 2>&1
same "the child in sysdig and in sonde" "$TMP/theirs" "$TMP/ours"
if grep -q "^odd ) (name|a name|" "$TMP/ours" && grep -q "|1234\|$(id -u)|" "$TMP/ours"; then
	pass "its name and user"
else
	fail "its name and user" "$(cut -c 1-300 "$TMP/ours")"
fi

# Every process that was there from before to after is in the capture.
there() {
	ps -e -o pid= -o stat= | awk '$2 !~ /Z/ { print $1 }' | sort
}
there > "$TMP/before"
"$maker" --write "$TMP/again.scap" > /dev/null
there > "$TMP/after"
sysdig -r "$TMP/again.scap" -c ps 2>/dev/null | awk '$1 == $2 { print $1 }' | sort > "$TMP/listed"
comm -12 "$TMP/before" "$TMP/after" | comm -23 - "$TMP/listed" > "$TMP/missing"
if [ -s "$TMP/listed" ] && [ ! -s "$TMP/missing" ]; then
	pass "all processes are there"
else
	fail "all processes are there" "missing: $(tr '\n' ' ' < "$TMP/missing")"
fi
finish
