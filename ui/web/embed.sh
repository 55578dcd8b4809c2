#!/bin/sh
# Writes the files of the page as C (assets.h), to standard output: embed.sh FILE...
set -eu
LC_ALL=C
export LC_ALL

type_of() {
	case $1 in
	*.html) echo 'text/html; charset=utf-8' ;;
	*.css) echo 'text/css; charset=utf-8' ;;
	*.js) echo 'text/javascript; charset=utf-8' ;;
	*.svg) echo 'image/svg+xml' ;;
	*)
		echo "embed.sh: what type is $1?" >&2
		exit 1
		;;
	esac
}

printf '/* Made by ui/web/embed.sh. */\n#include "ui/web/assets.h"\n\n'
n=0
for f; do
	type_of "$f" > /dev/null
	printf 'static const unsigned char asset%d[] = {\n' "$n"
	od -An -v -tu1 "$f" | awk '{ for (i = 1; i <= NF; i++) printf "%s,", $i; print "" }'
	printf '};\n\n'
	n=$((n + 1))
done
printf 'const struct web_asset web_assets[] = {\n'
n=0
for f; do
	name=/$(basename "$f")
	[ "$name" != /index.html ] || name=/
	printf '\t{"%s", "%s", asset%d, sizeof(asset%d)},\n' "$name" "$(type_of "$f")" "$n" "$n"
	n=$((n + 1))
done
printf '};\n\nconst unsigned web_asset_count = %d;\n' "$n"
