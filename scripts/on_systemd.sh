#!/usr/bin/env bash
# Do the units in deploy/systemd run under a real systemd, shut in as they say?
#
#   scripts/on_systemd.sh ROOT
#
# ROOT is the folder of a minimal Debian with systemd, dbus, curl, openssl and python3-venv, in which Comptrol was installed
# into /usr/local/lib/comptrol as docs/deploying.md says (the first three commands there), and in which no log was opened yet.
#
# Boots that systemd as process 1 of namespaces of its own (mounts, processes, network, names, control groups), does what
# docs/deploying.md says, and tells what it saw: the server begun and shut in, a backup, new certificates, the server killed and
# come back, bad settings, the end, and a witness. Exit code 1: something was not as it should be. Needs root and util-linux.
# When this ends, however it ends, the kernel takes processes and mounts away. What was written in ROOT stays.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
complain() { echo "on_systemd: $*" >&2; exit 2; }

if [ $# -ne 1 ] || [ "$1" = --help ]; then
  sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"
  exit 2
fi
ROOT=$(cd "$1" && pwd)
[ -x "$ROOT/lib/systemd/systemd" ] || complain "$ROOT has no systemd"
[ -x "$ROOT/usr/local/lib/comptrol/bin/comptrol" ] || complain "$ROOT has no Comptrol"
[ ! -e "$ROOT/var/lib/comptrol" ] || complain "$ROOT/var/lib/comptrol is there already"

boot() {  # runs as process 1 of new namespaces, and becomes systemd
  local device
  mount --make-rprivate /
  mount --bind "$ROOT" "$ROOT"
  mount -t proc proc "$ROOT/proc"
  mount -t sysfs sysfs "$ROOT/sys"
  mount -t cgroup2 cgroup2 "$ROOT/sys/fs/cgroup"
  mount -t tmpfs -o mode=755 tmpfs "$ROOT/run"
  mount -t tmpfs tmpfs "$ROOT/tmp"
  mount -t tmpfs -o mode=755 tmpfs "$ROOT/dev"
  for device in null:3 zero:5 full:7 random:8 urandom:9; do mknod -m 666 "$ROOT/dev/${device%%:*}" c 1 "${device##*:}"; done
  mkdir "$ROOT/dev/pts" "$ROOT/dev/shm"
  mount -t devpts -o newinstance,ptmxmode=0666 devpts "$ROOT/dev/pts"
  ln -s pts/ptmx "$ROOT/dev/ptmx"; ln -s /proc/self/fd "$ROOT/dev/fd"
  mkdir -p "$ROOT/mnt/old"; cd "$ROOT"; pivot_root . mnt/old; umount -l /mnt/old
  exec env -i container=lxc PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --log-target=null
}

saw() { if "${@:2}"; then echo "ok   $1"; else echo "NOT  $1"; FAILED=1; fi; }
is_active() { [ "$(systemctl is-active "$1")" = active ]; }
property() { [ "$(systemctl show -p "$2" --value "$1")" = "$3" ]; }
answers() { for _ in $(seq 30); do curl -fsS "$@" 2>/dev/null | grep -q '"ready":true' && return; sleep 1; done; return 1; }
status() { grep -q "^$1:[[:space:]]*$2\$" "/proc/$(systemctl show -p MainPID --value comptrol)/status"; }
verified() { runuser -u comptrol -- /usr/local/lib/comptrol/bin/comptrol backup verify /var/lib/comptrol-backups/* >/dev/null; }
served_serial() { echo | openssl s_client -connect 127.0.0.1:8420 2>/dev/null | openssl x509 -noout -serial; }
certified() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /etc/comptrol/key.pem -out /etc/comptrol/chain.pem \
    -days 30 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1 2>/dev/null
  chgrp comptrol /etc/comptrol/key.pem; chmod 640 /etc/comptrol/key.pem
}

within() {  # runs inside, as root
  FAILED=0; cd /srv/deploy-kit
  systemd-sysusers "$PWD/deploy/systemd/comptrol.sysusers" 2>/dev/null
  install -D -m 0644 -t /etc/systemd/system deploy/systemd/comptrol.service deploy/systemd/comptrol-backup.* deploy/systemd/comptrol-witness.service
  install -d -m 0755 /etc/comptrol && install -m 0644 deploy/comptrol.toml /etc/comptrol/
  systemctl daemon-reload
  install -d -m 0700 -o comptrol -g comptrol /var/lib/comptrol
  runuser -u comptrol -- env COMPTROL_DATA=/var/lib/comptrol /usr/local/lib/comptrol/bin/comptrol init \
    --name Authority --country SG --origin log.example/1 --by A --reason "We begin." >/dev/null
  systemctl enable --now comptrol.service comptrol-backup.timer 2>/dev/null
  saw "the server begins and is ready" answers http://127.0.0.1:8420/health/ready
  saw "it has no capability" status CapEff 0000000000000000
  saw "it gets no new privileges" status NoNewPrivs 1
  saw "its system calls are filtered" status Seccomp 2
  saw "the console answers" curl -fsS -o /dev/null http://127.0.0.1:8420/console/law
  saw "a backup is made" systemctl start comptrol-backup.service
  saw "and holds" verified
  kill -9 "$(systemctl show -p MainPID --value comptrol)"
  saw "killed, it comes back" answers http://127.0.0.1:8420/health/ready
  saw "once" property comptrol NRestarts 1
  certified; printf 'tls_certificate_file = "chain.pem"\ntls_key_file = "key.pem"\n' >> /etc/comptrol/comptrol.toml
  systemctl restart comptrol
  saw "it serves TLS" answers --cacert /etc/comptrol/chain.pem https://127.0.0.1:8420/health/ready
  certified; systemctl reload comptrol; sleep 2
  saw "reload has it read a new certificate" [ "$(served_serial)" = "$(openssl x509 -in /etc/comptrol/chain.pem -noout -serial)" ]
  systemctl stop comptrol
  saw "it ends in order" property comptrol ExecMainStatus 0
  echo 'port = "80"' >> /etc/comptrol/comptrol.toml
  systemctl start comptrol; sleep 5
  saw "bad settings end it with 2" property comptrol ExecMainStatus 2
  saw "and it is not begun again" property comptrol ActiveState failed
  mkdir -p /etc/comptrol-witness; cp /var/lib/comptrol/policy /etc/comptrol-witness/
  systemctl start comptrol-witness; sleep 3
  saw "a witness runs, as a user of its own" is_active comptrol-witness
  systemctl stop comptrol-witness
  saw "and ends in order" property comptrol-witness ExecMainStatus 0
  systemctl --version | head -n 1
  return "$FAILED"
}

mkdir -p "$ROOT/srv/deploy-kit"; cp -r "$HERE/deploy" "${BASH_SOURCE[0]}" "$ROOT/srv/deploy-kit/"
export ROOT; export -f boot
unshare --mount --pid --uts --ipc --net --cgroup --fork --kill-child bash -euc boot & OUTER=$!
trap 'kill "$OUTER" 2>/dev/null || true' EXIT
for _ in $(seq 30); do INIT=$(pgrep -P "$OUTER" || true); [ -z "$INIT" ] || [ "$(cat "/proc/$INIT/comm")" != systemd ] || break; sleep 1; done
inside() { nsenter -t "$INIT" -m -p -u -i -n -C env -i HOME=/srv PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"; }
inside systemctl is-system-running --wait >/dev/null || true
CODE=0
inside bash -c "$(declare -f saw is_active property answers status verified served_serial certified within); within" || CODE=$?
inside systemctl poweroff 2>/dev/null || true
wait "$OUTER" 2>/dev/null || true
exit "$CODE"
