#!/bin/sh
# The README's table of keys, made from ui/model/actions.def; `make lint` checks that it is there.
# The same key does different things in different places, so each row says where it is valid.
cd "$(dirname "$0")/.." || exit 1
{
	echo '#define ACTION(id, name, keys, label, help, where, function) ROW keys => help => where'
	grep -v '^#' ui/model/actions.def
} | cc -E -P -x c - | awk '
	# IN_TABLE | IN_TEXT as words.
	function places(where) {
		if (where ~ /IN_ALL/)
			return "everywhere"
		gsub(/IN_TABLE/, "tables", where)
		gsub(/IN_TEXT/, "events", where)
		gsub(/IN_MENU/, "lists to choose from", where)
		gsub(/IN_PAGE/, "pages", where)
		gsub(/IN_EVENT/, "the fields of an event", where)
		gsub(/IN_SPECTRO/, "spectrograms", where)
		gsub(/IN_COLUMNS/, "the list of columns", where)
		gsub(/IN_CELL/, "tables, with a cell selected", where)
		gsub(/IN_TIME/, "the time strip", where)
		gsub(/ *[|] */, ", ", where)
		return where
	}
	# One logical row may be spread over lines; a row begins with ROW.
	{ text = text " " $0 }
	END {
		n = split(text, rows, / *ROW /)
		for (i = 2; i <= n; i++) {
			row = rows[i]
			gsub(/" +"/, "", row)
			sub(/^"/, "", row)
			sub(/" *$/, "", row)
			split(row, part, /"? *=> *"?/)
			gsub(/\\"/, "\"", part[2])
			gsub(/\\\\/, "\\", part[1]) # as C writes a backslash
			gsub(/\|/, "\\|", part[1])
			m = split(part[1], key, " ")
			keys = ""
			for (k = 1; k <= m; k++)
				keys = keys (k > 1 ? " " : "") "`" key[k] "`"
			printf "| %s | %s | %s |\n", keys, part[2], places(part[3])
		}
	}'
