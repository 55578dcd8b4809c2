#!/bin/sh
# The rules that a compiler does not check. Prints what breaks them; fails when something does.
set -u
cd "$(dirname "$0")/.." || exit 1
findings=$(mktemp) || exit 1
trap 'rm -f "$findings"' EXIT

# report TITLE: what stands on standard input is a finding. Ends a pipeline, so it runs in a
# process of its own and can only leave a file behind.
report() {
	lines=$(sed 's/^/  /')
	[ -z "$lines" ] || printf '%s:\n%s\n' "$1" "$lines" | tee -a "$findings"
}

have() {
	command -v "$1" >/dev/null && return
	echo "lint: $1 is not installed, its checks are left out"
	return 1
}

engine=$(find engine -name '*.[ch]')
c_files=$(find engine ui bpf tests -name '*.[ch]' 2>/dev/null)
scripts=".ci/run .ci/deps $(find tests -name '*.sh') tests/run"
# What git would take: neither build/ nor what an editor leaves behind.
texts=$(git ls-files -co --exclude-standard 2>/dev/null || find . -type f -not -path './.git/*')

# Folders of the engine, lowest floor first. A folder includes from lower floors only; the one
# exception is state, which takes the process list in the form in which scap hands it over.
# shellcheck disable=SC2086 # one word a file
awk '
	BEGIN {
		n = split("base:0 event:1 scap:2 state:2 capture:3 store:4 field:5 filter:6 format:6 " \
			"table:7 script:8", rows, " ")
		for (i = 1; i <= n; i++) {
			split(rows[i], r, ":")
			floor[r[1]] = r[2]
		}
		may["state", "scap"] = 1
	}
	/^[ \t]*#[ \t]*include[ \t]*"/ {
		split($0, q, "\"")
		split(FILENAME, here, "/")
		k = split(q[2], there, "/")
		if (there[1] == "ui" || there[1] == "tests")
			print FILENAME ":" FNR ": the engine includes " q[2]
		if (there[1] == "bpf" && !(here[2] == "capture" && q[2] == "bpf/wire.h"))
			print FILENAME ":" FNR ": only engine/capture includes from bpf/, and wire.h only"
		if (there[1] != "engine" || there[2] == here[2] || k != 3)
			next
		if (!(there[2] in floor))
			print FILENAME ":" FNR ": engine/" there[2] " has no floor"
		else if (floor[there[2]] >= floor[here[2]] && !((here[2], there[2]) in may))
			print FILENAME ":" FNR ": floor " floor[here[2]] " includes floor " floor[there[2]] ": " q[2]
	}' $engine | report "layering"

# shellcheck disable=SC2086
{
	grep -nE '#[ \t]*include[ \t]*[<"](ncurses|curses|ncursesw|panel|term)[^">]*\.?h?[>"]' $c_files |
		grep -v '^ui/term/'
	grep -nE '#[ \t]*include[ \t]*[<"]([^">]*/)?(lua|lauxlib|lualib|luajit)\.h[>"]' $c_files |
		grep -vE '^(engine/script|tests)/'
	grep -nE '#[ \t]*include[ \t]*"bpf/wire\.h"' $c_files | grep -vE '^(engine/capture|bpf)/'
	find ui/model ui/text -name '*.[ch]' -exec grep -nE '#[ \t]*include[ \t]*"ui/term/' {} + 2>/dev/null
} | report "included where it may not be"

# shellcheck disable=SC2086
grep -nE '(^|[^A-Za-z0-9_>.])(strcpy|strcat|sprintf|vsprintf|gets|strtok|alloca)[ \t]*\(' $c_files |
	report "banned functions (use struct buf, snprintf)"

# The engine reports through struct err; only ui/ speaks and decides to end. Running out of memory
# is the one end that base/mem.c knows.
# shellcheck disable=SC2086
grep -nE '(^|[^A-Za-z0-9_>.])(printf|puts|putchar|perror|exit|_exit)[ \t]*\(|fprintf[ \t]*\((stdout|stderr)' \
	$engine | grep -v '^engine/base/mem\.c:' | report "the engine prints or exits"

for f in $c_files; do
	case $(head -n 1 "$f") in
	'/* SPDX-License-Identifier: '*) ;;
	*) echo "$f" ;;
	esac
done | report "no licence line"

# shellcheck disable=SC2086
awk 'FNR == 1 { if (n > 900) print last " (" n " lines)"; last = FILENAME }
	{ n = FNR }
	END { if (n > 900) print last " (" n " lines)" }' $c_files | report "too long for one sitting"

# The pattern is in two pieces so that this file does not match it.
# shellcheck disable=SC2086
grep -nIE '(^|[^A-Za-z0-9_])(TO''DO|FIX''ME|XX''X)([^A-Za-z0-9_]|$)' $c_files | report "marked unfinished"
# What test captures hold, paths of home directories included, is nobody's machine.
{
	printf '%s\n' "$texts" | xargs grep -nIE '/(wo''rk|farm)/[A-Za-z0-9_.]' 2>/dev/null
	printf '%s\n' "$texts" | grep -v '^tests/' |
		xargs grep -nIE '/(home|root|Users)/[A-Za-z0-9_.]' 2>/dev/null
} | report "paths of one machine"

tests/keys.sh | grep -vxFf README.md | report "rows that the README's table of keys lacks (tests/keys.sh prints it)"

# shellcheck disable=SC2086
if have shellcheck; then
	shellcheck -x -S warning $scripts | report "shellcheck"
fi
if have cppcheck; then
	cppcheck --quiet --std=c11 -j "$(nproc)" --enable=warning,portability --inline-suppr \
		--suppress=missingIncludeSystem --suppress=unknownMacro -I. -Ibuild/gen -D__linux__ \
		--template='{file}:{line}: {id}: {message}' engine ui tests/gen 2>&1 | report "cppcheck"
fi

[ ! -s "$findings" ] || exit 1
echo "lint: nothing found"
