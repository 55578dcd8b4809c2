# SPDX-License-Identifier: Apache-2.0
#
# Makes the C tables of event types from the .tsv files beside this file. POSIX awk.
#
#   awk -v out=table -f gen.awk flags.tsv dynamic.tsv syscalls.tsv events.tsv > event_table.c
#   awk -v out=codes -f gen.awk events.tsv > event_codes.h
#
# The order of the files matters: a row may only name tables that came before it. A mistake in a
# row is reported with its file and line, and ends the program with status 1; what is left for the
# C compiler are misspelt enum constants.

BEGIN {
	FS = "\t"
	nflag = ndyn = nsys = nevt = 0
	failed = 0
}

/^#/ || /^$/ { next }

FILENAME ~ /flags\.tsv$/ { flag_row(); next }
FILENAME ~ /dynamic\.tsv$/ { dyn_row(); next }
FILENAME ~ /syscalls\.tsv$/ { syscall_row(); next }
FILENAME ~ /events\.tsv$/ { event_row(); next }
{ bad("no rule for this file") }

END {
	if (failed)
		exit 1
	if (out == "table")
		print_table()
	else
		print_codes()
}

function bad(why)
{
	printf "%s:%d: %s\n", FILENAME, FNR, why > "/dev/stderr"
	failed = 1
	exit 1
}

# -------------------------------------------------------------------------- reading ---

function flag_row()
{
	if (NF != 3)
		bad("3 columns wanted")
	if (!($1 in flag_at)) {
		flag_at[$1] = nflag
		flag_name[nflag] = $1
		flag_rows[nflag++] = ""
	} else if (flag_at[$1] != nflag - 1) {
		bad("rows of table " $1 " are not together")
	}
	flag_rows[nflag - 1] = flag_rows[nflag - 1] "\t{\"" $2 "\", " $3 "},\n"
	if ($1 == "errno")
		errnos = errnos "\t[" $3 "] = \"" $2 "\",\n"
	if ($1 == "signal")
		signals = signals "\t[" $3 "] = \"" $2 "\",\n"
}

function dyn_row()
{
	if (NF != 4)
		bad("4 columns wanted")
	if (!($1 in dyn_n)) {
		dyn_n[$1] = 0
		dyn_name[ndyn++] = $1
	}
	if ($2 != dyn_n[$1]++)
		bad("index " $2 " out of order")
	dyn_rows[$1] = dyn_rows[$1] "\t{.name = \"" $3 "\", .type = PT_" $4 ", .dirfd = -1},\n"
}

function syscall_row()
{
	if (NF != 3)
		bad("3 columns wanted")
	if ($1 != nsys)
		bad("number " $1 " out of order")
	sys_rows[nsys++] = "\t{\"" $2 "\", EC_" toupper($3) "},"
}

# "creates_fd|uses_fd" with a source -> "EF_CREATES_FD | EF_USES_FD | EF_SYSCALL"
function flags_c(list, source,    part, n, i, s)
{
	if (source != "-")
		list = list == "-" ? source : list "|" source
	if (list == "-")
		return "0"
	n = split(list, part, "|")
	s = "EF_" toupper(part[1])
	for (i = 2; i <= n; i++)
		s = s " | EF_" toupper(part[i])
	return s
}

# One parameter as a C initialiser. `names` holds the index of each parameter of the event.
function param_c(p, names,    f, n, s, kind)
{
	s = ""
	if (substr(p, 1, 1) == "+") {
		s = ", .merged = true"
		p = substr(p, 2)
	}
	n = split(p, f, ":")
	if (n < 3 || n > 4)
		bad("parameter " p ": NAME:TYPE:FORMAT[:EXTRA] wanted")
	kind = f[2]
	if (n == 4 && kind == "FSRELPATH") {
		if (!(f[4] in names))
			bad("parameter " p ": no parameter " f[4])
		s = ", .dirfd = " names[f[4]] s
	} else {
		s = ", .dirfd = -1" s
		if (n == 4 && kind == "DYN") {
			if (!(f[4] in dyn_n))
				bad("parameter " p ": no table " f[4] " in dynamic.tsv")
			s = s ", .dyn = dyn_" f[4] ", .ndyn = " dyn_n[f[4]]
		} else if (n == 4) {
			if (!(f[4] in flag_at))
				bad("parameter " p ": no table " f[4] " in flags.tsv")
			s = s ", .flags = &flag_tables[" flag_at[f[4]] "]"
		}
	}
	return "\t{.name = \"" f[1] "\", .type = PT_" kind ", .fmt = PF_" f[3] s "},\n"
}

function param_name(p)
{
	sub(/^\+/, "", p)
	sub(/:.*/, "", p)
	return p
}

function event_row(    list, part, names, n, nref, i, fd, s)
{
	if (NF != 11)
		bad("11 columns wanted")
	if ($1 != nevt)
		bad("code " $1 " out of order")
	if ($4 != ($1 % 2 ? "<" : ">"))
		bad("direction " $4 " does not fit the code")
	codes = codes "\tEV_" $2 " = " $1 ",\n"
	if (out != "table") {
		nevt++
		return
	}
	nref = $9 == "-" ? 0 : split($9, part, ";")
	list = $9 == "-" ? $10 : ($10 == "-" ? $9 : $9 ";" $10)
	n = list == "-" ? 0 : split(list, part, ";")
	# Names are looked for from the front, so the first of two equal ones counts.
	for (i = n; i >= 1; i--)
		names[param_name(part[i])] = i - 1
	fd = -1
	if ($11 != "-") {
		if (!($11 in names))
			bad("no parameter " $11)
		fd = names[$11]
	}
	s = ""
	for (i = 1; i <= n; i++)
		s = s param_c(part[i], names)
	params[nevt] = s
	evt_rows[nevt] = "\t[" $1 "] = {\n" \
		"\t\t.name = \"" $3 "\",\n" \
		"\t\t.category = \"" category_shown($6) "\",\n" \
		"\t\t.flags = " flags_c($7, $5) ",\n" \
		"\t\t.flags_new = " flags_c($8, $5) ",\n" \
		"\t\t.cat = EC_" toupper($6) ",\n" \
		"\t\t.nparams = " n ",\n" \
		"\t\t.nref = " nref ",\n" \
		"\t\t.fd_param = " fd ",\n" \
		"\t\t.result_param = " result_param($7, names) ",\n" \
		(list ~ /(^|;)\+/ ? "\t\t.exit_merged = true,\n" : "") \
		(n ? "\t\t.params = params_" $1 ",\n" : "") \
		"\t},"
	nevt++
}

# `res`, or the fd that an exit event creates.
function result_param(flags, names)
{
	if ("res" in names)
		return names["res"]
	return flags ~ /(^|\|)creates_fd(\||$)/ && $4 == "<" && "fd" in names ? names["fd"] : -1
}

# As evt.category shows it; that of I/O events depends on the fd and is unknown without one.
function category_shown(c)
{
	if (c == "ipc")
		return "IPC"
	if (c ~ /^io_/ || c == "internal")
		return "unknown"
	return c
}

# -------------------------------------------------------------------------- writing ---

function print_table(    i)
{
	print "/* Made by engine/event/gen.awk from the .tsv files beside it. Do not edit. */"
	print "#include \"engine/event/event.h\""
	print "#include \"engine/event/tables.h\"\n"
	for (i = 0; i < nflag; i++)
		printf "static const struct flag_row flags_%s[] = {\n%s};\n\n", flag_name[i], flag_rows[i]
	print "const struct flag_table flag_tables[] = {"
	for (i = 0; i < nflag; i++)
		printf "\t{\"%s\", flags_%s, sizeof(flags_%s) / sizeof(struct flag_row)},\n", \
			flag_name[i], flag_name[i], flag_name[i]
	print "};\n"
	printf "const unsigned flag_table_count = %d;\n\n", nflag
	printf "const char *const errno_names[] = {\n%s};\n\n", errnos
	print "const unsigned errno_count = sizeof(errno_names) / sizeof(errno_names[0]);\n"
	printf "const char *const signal_names[] = {\n%s};\n\n", signals
	print "const unsigned signal_count = sizeof(signal_names) / sizeof(signal_names[0]);\n"
	print "const struct syscall_info syscall_table[] = {"
	for (i = 0; i < nsys; i++)
		print sys_rows[i]
	print "};\n"
	printf "const unsigned syscall_count = %d;\n\n", nsys
	for (i = 0; i < ndyn; i++)
		printf "static const struct param_info dyn_%s[] = {\n%s};\n\n", dyn_name[i], \
			dyn_rows[dyn_name[i]]
	for (i = 0; i < nevt; i++)
		if (params[i] != "")
			printf "static const struct param_info params_%d[] = {\n%s};\n\n", i, params[i]
	print "const struct event_info event_table[] = {"
	for (i = 0; i < nevt; i++)
		print evt_rows[i]
	print "};\n"
	printf "const unsigned event_count = %d;\n", nevt
}

function print_codes()
{
	print "/* Made by engine/event/gen.awk from events.tsv. Do not edit. */"
	print "#ifndef SONDE_EVENT_CODES_H\n#define SONDE_EVENT_CODES_H\n"
	printf "enum event_code {\n%s};\n\n#endif\n", codes
}
