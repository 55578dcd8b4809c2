# SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
#
# Makes the tables of the capture programs from syscalls.tsv. POSIX awk.
#
#   awk -v out=rows -f gen.awk EVENTS SYSCALLS bpf/syscalls.tsv > syscall_rows.h
#   awk -v out=names -f gen.awk EVENTS SYSCALLS bpf/syscalls.tsv > live_names.h
#
# EVENTS and SYSCALLS are engine/event/events.tsv and syscalls.tsv. The first output is for the
# kernel side, the second for the user side, which puts the fillers into the tables of tail calls
# by their names.

BEGIN {
	FS = "\t"
	# What a parameter can be, and the bytes it takes in the event; 0 = as many as it has.
	kinds = "res:8 fd:8 long:8 ulong:8 u32:4 u16:2 u8:1 s32as64:8 u32as64:8 zero8:1 zero32:4 " \
		"pos:8 off64:8 mode:4 omode:4 oflags:4 ufflags:4 prot:4 fcntl:1 flock:4 semget:4 " \
		"semctl:2 semval:4 mountf:4 execatf:4 dev:4 path:0 path_first:0 path_ok:0 mapflags:4 clonef:4 hilo:8 off:8 sigset:4 " \
		"timespec:8 rlimit:1 rlim_cur:8 rlim_max:8 old_cur:8 old_max:8 out_u32:4 " \
		"how_flags:4 how_mode:4 how_resolve:4 vm_size:4 vm_rss:4 vm_swap:4 bpf_res:0"
	n = split(kinds, k, " ")
	for (i = 1; i <= n; i++) {
		split(k[i], kv, ":")
		kind_width[kv[1]] = kv[2]
		kind_list = kind_list "\tK_" toupper(kv[1]) ",\n"
	}
	widths = "INT8:1 INT16:2 INT32:4 INT64:8 UINT8:1 UINT16:2 UINT32:4 UINT64:8 ERRNO:8 FD:8 " \
		"PID:8 SYSCALLID:2 SIGTYPE:1 RELTIME:8 ABSTIME:8 FLAGS8:1 FLAGS16:2 FLAGS32:4 " \
		"ENUMFLAGS8:1 ENUMFLAGS16:2 ENUMFLAGS32:4 UID:4 GID:4 SIGSET:4 MODE:4"
	n = split(widths, k, " ")
	for (i = 1; i <= n; i++) {
		split(k[i], kv, ":")
		type_width[kv[1]] = kv[2]
	}
	# What the dispatcher does itself comes first; the rest are reached by tail calls.
	filler("enter", "generic"); filler("enter", "none"); filler("enter", "fd")
	filler("enter", "fd_size"); filler("enter", "spec")
	filler("exit", "generic"); filler("exit", "none"); filler("exit", "res")
	filler("exit", "io"); filler("exit", "spec")
	reference_ids = 329 # sysdig 0.29.3 reads beyond its table with one that it does not know
	as_spec["@none"] = ""
	as_spec["@fd"] = "fd:0"
	as_spec["@fd_size"] = "fd:0 u32:2"
	as_spec["@res"] = "res"
	nspec = 0
	nrow = 1 # row 0 is a call without a name
	rows = "\t{0},\n"
	names = "\t\"<unknown>\",\n"
}

/^#/ || /^$/ { next }
FILENAME ~ /events\.tsv$/ { event_row(); next }
FILENAME ~ /engine\/event\/syscalls\.tsv$/ { id_row(); next }
{ call_row() }

END {
	if (failed)
		exit 1
	if (out == "rows")
		print_rows()
	else
		print_names()
}

function bad(why)
{
	printf "%s:%d: %s\n", FILENAME, FNR, why > "/dev/stderr"
	failed = 1
	exit 1
}

function filler(side, name)
{
	if ((side, name) in filler_at)
		return filler_at[side, name]
	filler_at[side, name] = nfiller[side] + 0
	filler_name[side, nfiller[side] + 0] = name
	return nfiller[side]++
}

function event_row()
{
	code[$2] = $1
	event_params[$2] = $9
}

function id_row()
{
	if (!($2 in id))
		id[$2] = $1 < reference_ids ? $1 : 0
}

# The number of the list of parameters `text`, for the event `symbol`.
function spec(text, symbol,    n, i, w, p, params, np, types, kv, body)
{
	n = split(text, w, " ")
	np = event_params[symbol] == "-" ? 0 : split(event_params[symbol], params, ";")
	if (n != np)
		bad(symbol " has " np " parameters, not " n)
	for (i = 1; i <= n; i++) {
		split(w[i], kv, ":")
		split(params[i], types, ":")
		if (!(kv[1] in kind_width))
			bad("there is no kind " kv[1])
		if (kind_width[kv[1]] && kind_width[kv[1]] != type_width[types[2]])
			bad(symbol ": " types[1] " is a " types[2] ", not " w[i])
		if (kind_width[kv[1]] == 0 && types[2] in type_width)
			bad(symbol ": " types[1] " is a " types[2] ", not " w[i])
		p = kv[1] == "res" || kv[2] == "R" ? "ARG_RET" : kv[2] + 0
		body = body "{K_" toupper(kv[1]) ", " p "}, "
	}
	if (!(body in spec_at)) {
		spec_at[body] = nspec
		specs = specs "\t{" n ", {" body "}},\n"
		nspec++
	}
	return spec_at[body]
}

# Sets f and sp for one direction of the row.
function direction(side, text, symbol)
{
	sp = 0
	if (symbol == "-" && text == "-") {
		f = 0
		return
	}
	if (text ~ /^@/) {
		f = filler(side, substr(text, 2))
		# What the dispatcher does itself, it cannot do for a call within a call.
		if (text in as_spec)
			sp = spec(as_spec[text], symbol (side == "enter" ? "_E" : "_X"))
		return
	}
	f = filler(side, "spec")
	if (!((symbol (side == "enter" ? "_E" : "_X")) in code))
		bad("there is no event " symbol)
	sp = spec(text, symbol (side == "enter" ? "_E" : "_X"))
}

function number(arch, text, row,    n, i, w)
{
	if (text == "-")
		return
	n = split(text, w, ",")
	for (i = 1; i <= n; i++) {
		if (w[i] >= 512)
			bad(arch " number " w[i] " is beyond the table")
		if ((arch, w[i]) in taken)
			bad(arch " number " w[i] " is taken by another row")
		taken[arch, w[i]] = 1
		ids[arch] = ids[arch] "\t[" w[i] "] = " row ",\n"
	}
}

function call_row(    n)
{
	if (NF != 8)
		bad("8 columns wanted")
	n = $5 == "=" ? $1 : $5
	if (n != "-" && !(n in id))
		bad("engine/event/syscalls.tsv has no call " n)
	if ($6 != "-" && !(($6 "_E") in code))
		bad("there is no event " $6)
	direction("enter", $7, $6)
	calls = calls "\t{" ($6 == "-" ? 0 : code[$6 "_E"]) ", " (n == "-" ? 0 : id[n]) "}, /* " $1 " */\n"
	rows = rows "\t{" ($6 == "-" ? 0 : code[$6 "_E"]) ", " (n == "-" ? 0 : id[n]) ", " f ", " sp ", "
	direction("exit", $8, $6)
	rows = rows f ", " sp "}, /* " $1 " */\n"
	names = names "\t\"" $1 "\",\n"
	row_ids = row_ids "\tROW_" toupper($1) " = " nrow ",\n"
	number("x86", $2, nrow)
	number("i386", $3, nrow)
	number("arm64", $4, nrow)
	nrow++
}

function print_fillers(side,    i)
{
	for (i = 0; i < nfiller[side]; i++)
		printf "\t%s_%s,\n", toupper(side), toupper(filler_name[side, i])
}

function print_rows()
{
	print "/* Made by bpf/gen.awk from bpf/syscalls.tsv. */"
	printf "enum {\n%s};\n\n", kind_list
	print "enum {"; print_fillers("enter"); print "};\n"
	print "enum {"; print_fillers("exit"); print "};\n"
	printf "#define SYS_ROWS %d\n\n", nrow
	printf "enum {\n%s};\n\n", row_ids
	printf "static const struct sys_row sys_rows[SYS_ROWS] = {\n%s};\n\n", rows
	printf "#define SPECS %d\n\n", nspec
	printf "static const struct spec specs[SPECS] = {\n%s};\n\n", specs
	print "#ifdef __TARGET_ARCH_x86"
	printf "static const u16 native_rows[SYS_NUMBERS] = {\n%s};\n", ids["x86"]
	printf "static const u16 compat_rows[SYS_NUMBERS] = {\n%s};\n", ids["i386"]
	print "#else"
	printf "static const u16 native_rows[SYS_NUMBERS] = {\n%s};\n", ids["arm64"]
	print "static const u16 compat_rows[SYS_NUMBERS];"
	print "#endif"
}

function print_names(    i)
{
	print "/* Made by bpf/gen.awk from bpf/syscalls.tsv. */"
	print "static const char *const enter_fillers[] = {"
	for (i = 0; i < nfiller["enter"]; i++)
		printf "\t\"%s\",\n", filler_name["enter", i]
	print "};\n\nstatic const char *const exit_fillers[] = {"
	for (i = 0; i < nfiller["exit"]; i++)
		printf "\t\"%s\",\n", filler_name["exit", i]
	print "};\n"
	print "/* By the row: the enter event, or 0 and the call\047s number in generic events. */"
	print "static const struct {\n\tunsigned short event, id;\n} live_calls[] = {"
	printf "\t{0, 0},\n%s};\n\n", calls
	print "/* The row by this machine\047s number of the call, 0 none. */"
	print "static const unsigned short live_rows[512] = {"
	print "#if defined(__x86_64__)"
	printf "%s", ids["x86"]
	print "#elif defined(__aarch64__)"
	printf "%s", ids["arm64"]
	print "#endif\n};"
}
