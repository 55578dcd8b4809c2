#!/bin/bash
# Every key of the key table, each pressed in one of three sizes and looked at in all of them: what it
# does is there at 160x45, 80x24 and 40x10, whatever size it was pressed in.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib.sh
. tests/lib.sh
# shellcheck source=tests/tui/term.sh
. tests/tui/term.sh
export TZ=UTC

# PLACE KEYS PATTERN: the keys, from the place on, of which the last is the one that is tested; an
# extended regex that is on the screen then, or with a ! is not.
keys() {
	cat << 'END'
table Down  2/[0-9]+\(
table j  2/[0-9]+\(
table Down,Up  1/[0-9]+\(
table Down,k  1/[0-9]+\(
table PgDn ! 1/[0-9]+\(
table Space ! 1/[0-9]+\(
table PgDn,PgUp  1/[0-9]+\(
table Ctrl-D ! 1/[0-9]+\(
table End,Ctrl-U !\(100.0%\)
table End \(100.0%\)
table G \(100.0%\)
table End,Home  1/[0-9]+\(
table End,g  1/[0-9]+\(
table Right PPID
table l PPID
table Right,Left PID
table Right,Right,h PID|Help
table h Help
table F1 EscClose
table ? EscClose
table Enter FDs
table Enter,Backspace Processes
table F2 Select View
table v Select View
table f Filter: evt.type!=switch
table F5 I/O
table e I/O
table F6 Events
table d Events
table F9 Sort by
table > Sort by
table s Sort by
table t ▲
table / Search:
table Ctrl-F Search:
table Enter,q q once more quits
table F4 Rows with:
table \ Rows with:
table F7 Legend
table L Legend
table F8 Select Action
table a Select Action
table w Write the events
table F12 Spectrogram-All
table S Spectrogram-All
table F24 Spectrogram-File
table p PAUSED
table p,p !PAUSED
table i A capture that is
table I This is a capture
table c c clears lists and events
table Del c clears lists and events
table u [Nn]othing
table n Nothing to look for yet
table F3 Nothing to look for yet
table N Nothing to look for yet
table : Go to row
table Ctrl-G Go to row
table Tab =Only
table Shift-Tab =Only
table = Tab selects a cell
table Esc Processes
table P └─
table R httplog
table T Theme
table C Columns
table Ctrl-L Processes
table F10 ready\$
table ! PID[▾▴]
table @ PPID[▾▴]
table # CPU[▾▴]
table $ USER[▾▴]
table % TH[▾▴]
table ^ VIRT[▾▴]
table & RES[▾▴]
table * FILE[▾▴]
table ( NET[▾▴]
text Enter Event [0-9]
text Down,Esc  2/[0-9]+\(
text F2 View As
text x View As
text v Select View
text F Following|\(100.0%\)
text c Cleared
text Del Cleared
text c,u !Cleared
text h Help
text Right,Left Number
text l !^Number
menu Down,Enter !Select View
menu Esc !Select View
menu Backspace !Select View
menu F2 !Select View
menu F8 !Select View
menu F9 !Select View
menu q !Select View
menu F10 ready\$
menu Ctrl-L Select View
page Esc !EscClose
page Backspace !EscClose
page Enter !EscClose
page F1 !EscClose
page F7 !EscClose
page F10 !EscClose
page ? !EscClose
page q !EscClose
page Down !A table shows
page End !PgDn: more
page / Search:
page Ctrl-F Search:
page n [Nn]othing|EscClose
page F3 [Nn]othing|EscClose
page N [Nn]othing|EscClose
event x Event [0-9]
event t thread.tid=
event f This event is not|fd.num=
event n Event [0-9]
event Right Event [0-9]
event l Event [0-9]
event n,p Event [0-9]
event n,Left Event [0-9]
event n,h Event [0-9]
cell = and [a-z.]*=|made of many|Filter
cell ! and [a-z.]*!=|made of many|Filter
time Space playing|PAUSED|▲
time [ Time: \+
time ] Time: \+
time [,r !Time: \+
time > There is no range
time [,< Time: \+
time . ▲
time .,, ▲
time + ▲
time - ▲
time 0 ▲
time } ▲
time { ▲
time : Go to time
time Left ▲
time h ▲
time Right ▲
time l ▲
time t !▲
columns Space \[ \] PID
columns < \[x\] PID
columns K \[x\] PID
columns > \[x\] PPID
columns J \[x\] PPID
columns + \[x\] PID
columns Right \[x\] PID
columns l \[x\] PID
columns - \[x\] PID
columns Left \[x\] PID
columns h \[x\] PID
columns r \[x\] PID
columns Enter !\[x\] PID
spectro Enter Events|Nothing happened there
spectro Space Spectrogram
spectro m Spectrogram
spectro Up Spectrogram
spectro k Spectrogram
spectro Down Spectrogram
spectro j Spectrogram
spectro Left Spectrogram
spectro h Spectrogram
spectro Right Spectrogram
spectro l Spectrogram
spectro Home Spectrogram
spectro g Spectrogram
spectro End Spectrogram
spectro G Spectrogram
spectro Ctrl-L Spectrogram
menu / Search:
menu Ctrl-F Search:
menu n Nothing to look for yet
menu F3 Nothing to look for yet
menu N Nothing to look for yet
END
}

# As tmux has them.
press() {
	case $1 in
	Esc) tui_keys Escape ;;
	Backspace) tui_keys BSpace ;;
	PgUp) tui_keys PPage ;;
	PgDn) tui_keys NPage ;;
	Del) tui_keys DC ;;
	Shift-Tab) tui_keys BTab ;;
	F24) tui_keys S-F12 ;;
	Ctrl-?) tui_keys "C-$(echo "${1#Ctrl-}" | tr '[:upper:]' '[:lower:]')" ;;
	?) tui_text "$1" ;;
	*) tui_keys "$1" ;;
	esac
}

go_to() {
	case $1 in
	text | event) view=dig ;;
	spectro) view=spectro_all ;;
	*) view=procs ;;
	esac
	tui_open -r "$CAPTURES/gen-mixed.scap" -v $view
	case $1 in
	event) press Enter; tui_await is_there "Event [0-9]" ;;
	menu) press F2; tui_await is_there "Select View" ;;
	page) press '?'; tui_await is_there EscClose ;;
	cell) press Tab; tui_await is_there =Only ;;
	time) press t; tui_await is_there ▲ ;;
	columns) press C; tui_await is_there Columns ;;
	esac
}

is_there() {
	tui_screen | grep -qE -e "$1"
}

holds() {
	case $1 in
	!*) ! tui_screen | grep -qE -e "${1#!}" ;;
	*) tui_screen | grep -qE -e "$1" ;;
	esac
}

# A screen that is whole: as many lines as it has, and as at its first drawing the title is the first.
sizes=("160 45" "80 24" "40 10")
n=0
tui_start 160 45
while read -r place list pattern; do
	n=$((n + 1))
	rm -rf "$TMP/config"
	# shellcheck disable=SC2086 # two words
	set -- ${sizes[n % 3]}
	tui resize-window -x "$1" -y "$2"
	go_to "$place"
	case $list in
	?) words=("$list") ;;
	.,,) words=('.' ',') ;;
	*) IFS=, read -ra words <<< "$list" ;;
	esac
	for key in "${words[@]}"; do
		press "$key"
	done
	good=1
	for i in 0 1 2; do
		# shellcheck disable=SC2086
		set -- ${sizes[(n + i) % 3]}
		[ $i = 0 ] || tui resize-window -x "$1" -y "$2"
		until_true holds "$pattern" || { good=; break; }
	done
	if [ -n "$good" ]; then
		pass "$place: $list"
	else
		fail "$place: $list, at $1x$2: $pattern" "$(tui_screen)"
	fi
	if ! is_there 'ready\$'; then
		tui_keys C-c
		until_true is_there 'ready\$' || fail "$place: $list: it does not end" "$(tui_screen)"
	fi
done < <(keys)

# A key that is in the table of the README, and not in the one above, has not been tested.
keys | awk '{ n = split($2, k, ","); key = $2 == ".,," ? "," : length($2) == 1 ? $2 : k[n]; print $1, key }' |
	sort -u > "$TMP/tested"
tests/keys.sh | sed 's/tables, with a cell selected/cell/; s/the time strip/time/; s/the fields of an event/event/
	s/the list of columns/columns/; s/lists to choose from/menu/; s/spectrograms/spectro/; s/pages/page/
	s/everywhere/table, text, menu, page/; s/tables/table/; s/events |$/text |/; s/, events,/, text,/; s/| events/| text/' |
	awk -F ' [|] ' '{
		sub(/^[|] /, "", $1)
		sub(/ [|]$/, "", $3)
		n = split($1, key, " ")
		for (i = 1; i <= n; i++) {
			gsub(/`/, "", key[i])
			if (key[i] == "\\\\")
				key[i] = "\\"
			print key[i] ", " $3
		}
	}' > "$TMP/needed"
missing=
while IFS= read -r line; do
	key=${line%%, *} found=
	[ "${line:0:2}" != ", " ] || key=,
	for place in $(echo "${line#"$key", }" | tr -d ','); do
		grep -qxF "$place $key" "$TMP/tested" && found=1
	done
	[ -n "$found" ] || missing="$missing
$line"
done < "$TMP/needed"
[ -z "$missing" ] && pass "all keys are tested" || fail "keys that are not tested" "$missing"
finish
