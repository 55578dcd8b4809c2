# Compares what a recording holds with what truth.c expects, thread by thread, in order.
#
#   awk -f tests/live/match.awk EXPECTED ACTUAL
#
# EXPECTED is what truth wrote; ACTUAL has lines of tid, direction, type, nativeID and arguments
# with tabs between. Prints "ok TYPE N" for a type whose N events are all as they should be,
# "bad TYPE TEXT" for every other one.

BEGIN {
	FS = "\t"
	MARK_BEGIN = "fd=-1000001"
}

# What another part of the kernel does, at times of its own choice.
function unrelated(type) {
	return type == "switch" || type == "procinfo" || type == "container" || type == "page_fault" ||
		type == "cpu_hotplug" || type == "sysdigevent" || type == "drop"
}

# A literal piece as a regular expression.
function quoted(s,	out, i, c) {
	out = ""
	for (i = 1; i <= length(s); i++) {
		c = substr(s, i, 1)
		if (c == "^" || c == "\\")
			out = out "\\" c
		else if (c ~ /[][*.+?(){}|$\/]/)
			out = out "[" c "]"
		else
			out = out c
	}
	return out
}

# The pattern of truth.h as one.
function regex(pattern,	out, at, end, body, part, n, i) {
	out = "^"
	while ((at = index(pattern, "{")) > 0) {
		out = out quoted(substr(pattern, 1, at - 1))
		pattern = substr(pattern, at + 1)
		end = index(pattern, "}")
		body = substr(pattern, 1, end - 1)
		pattern = substr(pattern, end + 1)
		if (body == "*")
			out = out ".*"
		else if (body == "+")
			out = out "..*"
		else {
			n = split(body, part, "|")
			out = out "("
			for (i = 1; i <= n; i++)
				out = out (i > 1 ? "|" : "") (part[i] == "" ? "" : quoted(part[i]))
			out = out ")"
		}
	}
	return out quoted(pattern) "$"
}

function fits(pattern, text) {
	if (pattern == text)
		return 1
	return index(pattern, "{") > 0 && text ~ regex(pattern)
}

function count_bad(type, text) {
	bad[type] = bad[type] "\nbad " type " " text
	if (!(type in seen))
		order[++types] = type
	seen[type]++
}

function count_ok(type) {
	if (!(type in seen))
		order[++types] = type
	seen[type]++
}

function show(tid, dir, type, args) {
	return tid " " dir " " type " " substr(args, 1, 400)
}

# EXPECTED
NR == FNR {
	if ($0 ~ /^T /) {
		split($0, head, " ")
		tid = head[2]
		tids[++threads] = tid
		marked[tid] = head[3] == "mark"
		open_end[tid] = head[4] == "open"
		next
	}
	n = ++wants[tid]
	want_dir[tid, n] = $1
	want_type[tid, n] = $2
	want_args[tid, n] = $3
	next
}

# ACTUAL
($1 in wants) && !unrelated($3) {
	tid = $1
	args = $5
	for (i = 6; i <= NF; i++)
		args = args "\t" $i
	sub(/ $/, "", args)
	if (marked[tid] && !begun[tid]) {
		if (!($3 == "close" && $2 == ">" && args == MARK_BEGIN))
			next
		begun[tid] = 1
	}
	n = ++gots[tid]
	got_dir[tid, n] = $2
	got_type[tid, n] = $3
	# Of calls without a type of their own the enter event has the number.
	got_args[tid, n] = args == "" && $4 != "<NA>" && $2 == ">" ? "nativeID=" $4 : args
}

# The same event, whatever it holds.
function alike(tid, i, j) {
	return want_dir[tid, i] == got_dir[tid, j] && want_type[tid, i] == got_type[tid, j]
}

function compare(tid,	i, j, k, skipped) {
	i = j = 1
	while (i <= wants[tid] && j <= gots[tid]) {
		if (alike(tid, i, j)) {
			if (fits(want_args[tid, i], got_args[tid, j]))
				count_ok(want_type[tid, i])
			else
				count_bad(want_type[tid, i], "want " show(tid, want_dir[tid, i], \
					want_type[tid, i], want_args[tid, i]) "\n    got  " \
					show(tid, got_dir[tid, j], got_type[tid, j], got_args[tid, j]))
			i++
			j++
			continue
		}
		# Find the nearest place where both go on alike.
		skipped = 0
		for (k = 1; k <= 40 && !skipped; k++) {
			if (i + k <= wants[tid] && alike(tid, i + k, j))
				skipped = k
			else if (j + k <= gots[tid] && alike(tid, i, j + k))
				skipped = -k
		}
		if (skipped == 0) {
			count_bad(want_type[tid, i], "want " show(tid, want_dir[tid, i], \
				want_type[tid, i], want_args[tid, i]) "\n    got  " \
				show(tid, got_dir[tid, j], got_type[tid, j], got_args[tid, j]))
			i++
			j++
		}
		for (; skipped > 0; skipped--) {
			count_bad(want_type[tid, i], "missing " show(tid, want_dir[tid, i], \
				want_type[tid, i], want_args[tid, i]))
			i++
		}
		for (; skipped < 0; skipped++) {
			count_bad(got_type[tid, j], "not done " show(tid, got_dir[tid, j], \
				got_type[tid, j], got_args[tid, j]))
			j++
		}
	}
	for (; i <= wants[tid]; i++)
		count_bad(want_type[tid, i], "missing " show(tid, want_dir[tid, i], \
			want_type[tid, i], want_args[tid, i]))
	for (; j <= gots[tid] && !open_end[tid]; j++)
		count_bad(got_type[tid, j], "not done " show(tid, got_dir[tid, j], \
			got_type[tid, j], got_args[tid, j]))
}

END {
	for (t = 1; t <= threads; t++)
		compare(tids[t])
	for (t = 1; t <= types; t++) {
		type = order[t]
		if (type in bad)
			print substr(bad[type], 2)
		else
			print "ok " type " " seen[type]
	}
}
