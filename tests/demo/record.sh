#!/bin/bash
# Records tests/data/demo.scap anew: a small shop whose pages hang, because a report locks a table.
#
#   tests/demo/record.sh [FILE]     needs root, and Debian's packages, which it installs
#
# Everything runs in namespaces of its own, with folders that vanish afterwards: the machine is
# called demo, has the users of tests/demo/passwd, and nothing of this machine is in the capture.
# The incident, to the second, is in tests/demo/demo-init.
set -eu
cd "$(dirname "$0")/../.."
out=$PWD/${1:-tests/data/demo.scap}
sonde=${SONDE:-build/sonde}
here=$PWD/tests/demo

if [ "$(id -u)" != 0 ]; then
	echo "tests/demo/record.sh: recording needs root" >&2
	exit 1
fi

install_packages() {
	local policy=/usr/sbin/policy-rc.d own=
	# No server is to be started on this machine.
	if [ ! -e $policy ]; then
		printf '#!/bin/sh\nexit 101\n' > $policy
		chmod 755 $policy
		own=1
	fi
	DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
		nginx-light mariadb-server python3-pymysql curl iproute2 util-linux
	[ -z "$own" ] || rm -f $policy
}

for program in nginx mariadbd curl ip unshare; do
	PATH=$PATH:/usr/sbin:/sbin command -v $program > /dev/null || { install_packages; break; }
done
/usr/bin/python3 -c 'import pymysql' 2> /dev/null || install_packages

# Where this script and the machine of the demo tell each other how far they are.
sync=$(mktemp -d)
cp "$sonde" "$sync/sonde"
trap 'rm -rf "$sync"' EXIT
mkdir -p "$(dirname "$out")"

# shellcheck disable=SC2016
env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HERE="$here" SYNC="$sync" OUT="$out" \
	unshare --mount --uts --net --propagation private bash -eu -c '
	hostname demo
	ip link set lo up
	for f in passwd group; do
		cp "$HERE/$f" "$SYNC/$f"
		chmod 644 "$SYNC/$f"
		mount --bind "$SYNC/$f" /etc/$f
	done
	mkdir -p /srv
	for d in /srv /run /var/log /var/lib/mysql /var/lib/nginx /home /root /etc/nginx /etc/mysql; do
		mount -t tmpfs -o mode=755 tmpfs $d
	done
	mkdir -p /srv/shop /var/log/nginx /run/mysqld /home/ada
	cp "$HERE"/shop.py "$HERE"/cron "$HERE"/report "$HERE"/session "$HERE"/demo-init /srv/shop/
	cp "$HERE/nginx.conf" /etc/nginx/nginx.conf
	chmod 755 /srv/shop/*
	chown -R mysql:mysql /run/mysqld /var/lib/mysql
	chown ada:ada /home/ada
	cd /
	mkdir /run/demo
	mkfifo /run/demo/ready /run/demo/go
	# No control group of whoever started this.
	for d in /sys/fs/cgroup /sys/fs/cgroup/*; do
		[ ! -w $d/cgroup.procs ] || echo $$ > $d/cgroup.procs || true
	done
	env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
		unshare --pid --fork --kill-child --mount-proc /srv/shop/demo-init < /dev/null > /dev/null 2>&1 \
		7> /run/demo/ready 8<> /run/demo/go &
	read -r _ < /run/demo/ready
	"$SYNC/sonde" record -z -s 300 --buffer 256 -w "$OUT" --filter-proclist \
		"proc.aname=demo-init or proc.name=demo-init" 2> "$SYNC/said" &
	recorder=$!
	sleep 2
	echo go > /run/demo/go
	sleep 16
	kill -INT $recorder
	wait $recorder || true
	kill -9 $(jobs -p) 2> /dev/null || true
'
chmod 644 "$out"
cat "$sync/said"
if ! grep -q ", 0 lost;" "$sync/said"; then
	echo "tests/demo/record.sh: not all of it was captured; try again while the machine is idle" >&2
	exit 1
fi
of_demo='proc.aname=demo-init or proc.name=demo-init'
if "$sonde" print -r "$out" -p '%evt.num %proc.name' "not ($of_demo)" | grep . ||
	"$sonde" --batch -v procs -r "$out" | grep -e '<NA>'; then
	echo "tests/demo/record.sh: there is something of this machine in it" >&2
	exit 1
fi
# The walk through it in the README: only what started the report waits longer than it.
if ! "$sonde" --raw -v blocked -r "$out" | sed -n 3p | grep -q "LOCK TABLES"; then
	echo "tests/demo/record.sh: something else waits longer than the report; try again" >&2
	exit 1
fi
ls -l "$out"
