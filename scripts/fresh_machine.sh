#!/usr/bin/env bash
# Do README's two commands work for a stranger, on a machine that has nothing?
#
#   scripts/fresh_machine.sh ROOT [--port N] [--only run|test] [--test-for SECONDS] [--ci] [--as-root]
#                            [--suite bookworm] [--mirror URL] [--bind PATH[:PLACE]]... [--env NAME]...
#
# Makes a minimal Debian in the folder ROOT with debootstrap (kept for the next time), installs python3, python3-venv,
# git, make and curl in it, clones this repository's last commit there, and, as a user without rights, runs `make run` (waits
# until it serves, asks /health and README's first curl, ends it as Ctrl-C does) and `make test`. It prints what each came to.
#
#   --ci          install nothing, and run .ci/run as root instead: it has to install what it needs
#   --as-root     be root inside, as in most containers
#   --only        one of the two commands
#   --test-for    end `make test` after so many seconds: that it begins is all that is shown
#   --bind PATH[:PLACE]   show a file or folder of this machine inside, read-only, at the same place or another (a proxy's
#                 certificates, pip's or apt's configuration): nothing of this machine is written into the repository
#   --env NAME    hand on a variable of this environment
#
# A folder `shared` beside this repository is shown beside the clone, read-only. Needs root, debootstrap and util-linux.
# All mounts are made in a namespace of their own and all processes run in another, so that the kernel takes both away
# when this ends, however it ends. The network is this machine's. A loopback port that is taken here is taken inside.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
INSIDE=/srv/stranger
SUITE=bookworm MIRROR=http://deb.debian.org/debian PORT=8420
ONLY='' TEST_FOR='' CI_RUN='' AS_ROOT='' ROOT=''
BINDS=() NAMES=()

complain() { echo "fresh_machine: $*" >&2; exit 2; }

usage() { sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"; }

read_arguments() {
  while [ $# -gt 0 ]; do
    case "$1" in
      --help|-h) usage; exit 0 ;;
      --ci) CI_RUN=yes ;;
      --as-root) AS_ROOT=yes ;;
      --port|--only|--test-for|--suite|--mirror|--bind|--env) [ $# -gt 1 ] || complain "$1 needs a value"; take "$1" "$2"; shift ;;
      -*) complain "there is no option $1 (see --help)" ;;
      *) [ -z "$ROOT" ] || complain "one folder, please"; ROOT=$1 ;;
    esac
    shift
  done
  [ -n "$ROOT" ] || { usage >&2; exit 2; }
}

take() {
  case "$1" in
    --port) PORT=$2 ;;
    --only) case "$2" in run|test) ONLY=$2 ;; *) complain "--only run, or --only test" ;; esac ;;
    --test-for) TEST_FOR=$2 ;;
    --suite) SUITE=$2 ;;
    --mirror) MIRROR=$2 ;;
    --bind) [ -e "${2%%:*}" ] || complain "${2%%:*} is not there"; BINDS+=("$2") ;;
    --env) NAMES+=("$2") ;;
  esac
}

# -- outside: a minimal system, and a clone in it ------------------------------------------------

make_system() {
  [ -e "$ROOT/.comptrol-fresh" ] && return
  mkdir -p "$ROOT"
  [ -z "$(ls -A "$ROOT")" ] || complain "$ROOT is neither empty nor made by this program"
  debootstrap --variant=minbase --include=ca-certificates "$SUITE" "$ROOT" "$MIRROR" > "$ROOT.debootstrap.log" 2>&1 \
    || complain "debootstrap failed; see $ROOT.debootstrap.log"
  rm "$ROOT.debootstrap.log"
  chroot "$ROOT" useradd --create-home --home-dir "$INSIDE" --shell /bin/bash stranger
  touch "$ROOT/.comptrol-fresh"
}

make_clone() {
  rm -rf "${ROOT:?}$INSIDE/clone"
  mkdir -p "$ROOT$INSIDE/clone/shared"
  git clone --quiet --no-local "$HERE" "$ROOT$INSIDE/clone/comptrol"
  if [ -z "$AS_ROOT$CI_RUN" ]; then chroot "$ROOT" chown -R stranger: "$INSIDE/clone"; fi
}

# -- in a namespace of its own: what the system sees ---------------------------------------------

show() {
  local from=$1 to=$ROOT$2
  if [ -d "$from" ]; then mkdir -p "$to"; else mkdir -p "$(dirname "$to")"; [ -e "$to" ] || touch "$to"; fi
  mount --bind "$from" "$to"
  mount -o remount,bind,ro "$to"
}

mount_all() {
  local it
  mount -t proc proc "$ROOT/proc"
  mount -t tmpfs -o mode=755 tmpfs "$ROOT/dev"
  for it in null zero full random urandom tty; do touch "$ROOT/dev/$it"; mount --bind "/dev/$it" "$ROOT/dev/$it"; done
  mkdir "$ROOT/dev/pts" "$ROOT/dev/shm"
  mount -t devpts -o newinstance,ptmxmode=666 devpts "$ROOT/dev/pts"
  ln -s pts/ptmx "$ROOT/dev/ptmx"
  ln -s /proc/self/fd "$ROOT/dev/fd"
  for it in 0:stdin 1:stdout 2:stderr; do ln -s "/proc/self/fd/${it%%:*}" "$ROOT/dev/${it##*:}"; done
  mount -t tmpfs -o mode=1777 tmpfs "$ROOT/dev/shm"
  mount -t tmpfs -o mode=755 tmpfs "$ROOT/run"
  show "$(realpath /etc/resolv.conf)" /etc/resolv.conf
  for it in "${BINDS[@]}"; do show "${it%%:*}" "${it#*:}"; done
  if [ -d "$HERE/../shared" ]; then show "$(realpath "$HERE/../shared")" "$INSIDE/clone/shared"; fi
}

# Run in the system, with an environment of a first sign-in and what was handed on.
inside() {
  local who=$1 name words=(HOME=/root USER=root); shift
  if [ "$who" = stranger ]; then words=("HOME=$INSIDE" USER=stranger); fi
  for name in "${NAMES[@]}"; do if [ -n "${!name-}" ]; then words+=("$name=${!name}"); fi; done
  chroot --userspec="$who" --groups= "$ROOT" env -i LANG=C.UTF-8 TERM=dumb "${words[@]}" \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
}

at_the_clone() { local who=$1; shift; inside "$who" bash -c 'cd "$0" && exec "$@"' "$INSIDE/clone/comptrol" "$@"; }

told=()
tell() { told+=("$(printf '%-34s %-10s %5s s' "$1" "$2" "$3")"); echo "== ${told[-1]}"; }

timed() {
  local what=$1 from=$SECONDS code=0; shift
  "$@" || code=$?
  if [ $code -eq 0 ]; then tell "$what" "done" $((SECONDS - from)); else tell "$what" "FAILED ($code)" $((SECONDS - from)); fi
  return "$code"
}

# -- what a stranger does ------------------------------------------------------------------------

install() {
  inside root apt-get update -qq
  inside root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    python3 python3-venv git make curl > /dev/null
}

# README's first block that asks the gate, at the port that is served.
first_block() {
  awk '/^```$/ {inside = !inside; next} inside {text = text $0 "\n"; next} text ~ /gate\/judge/ {exit} {text = ""}
       END {printf "%s", text}' "$HERE/README.md" | sed "s/127\.0\.0\.1:8420/127.0.0.1:$PORT/"
}

serve_and_ask() {
  local who=$1 make_run from=$SECONDS answered
  set -m   # a process group of its own, which Ctrl-C would reach as a whole
  at_the_clone "$who" make run "PORT=$PORT" &
  make_run=$!
  set +m
  until inside "$who" curl -fs "http://127.0.0.1:$PORT/health" -o /dev/null; do
    kill -0 "$make_run" 2> /dev/null || return 1
    [ $((SECONDS - from)) -lt 900 ] || { kill -TERM -- -"$make_run"; return 1; }
    sleep 1
  done
  tell "make run: serves after" "yes" $((SECONDS - from))
  inside "$who" curl -fs "http://127.0.0.1:$PORT/health"; echo
  answered=$(first_block | inside "$who" bash -e | grep -o '"outcome":"[a-z]*"' | tr '\n' ' ' || true)
  echo "README's first curl: $answered"
  kill -INT -- -"$make_run"
  wait "$make_run" || true
  case "$answered" in *refuse*hold*) return 0 ;; *) return 1 ;; esac
}

begin_or_do_tests() {
  local code=0
  if [ -z "$TEST_FOR" ]; then at_the_clone "$1" make test; return; fi
  at_the_clone "$1" timeout --signal=INT --kill-after=30 "$TEST_FOR" make test || code=$?
  [ "$code" -eq 124 ] && echo "(ended after $TEST_FOR s, as asked)" && return 0
  return "$code"
}

play() {
  local who=stranger failed=0
  [ -z "$AS_ROOT" ] || who=root
  mount_all
  if [ -n "$CI_RUN" ]; then
    timed ".ci/run" at_the_clone root .ci/run || failed=1
  else
    timed "apt-get install" install
    if [ "$ONLY" != test ]; then timed "make run" serve_and_ask "$who" || failed=1; fi
    if [ "$ONLY" != run ]; then timed "make test" begin_or_do_tests "$who" || failed=1; fi
  fi
  echo
  inside root sh -c '. /etc/os-release; echo "$PRETTY_NAME, $(nproc) cores, commit $(git -C "$0" -c safe.directory="*" log -1 --format=%h)"' \
    "$INSIDE/clone/comptrol" || true
  printf '%s\n' "${told[@]}"
  return $failed
}

read_arguments "$@"
ROOT=$(realpath -m "$ROOT")
if [ "${FRESH_MACHINE_INSIDE:-}" = yes ]; then play; exit; fi

[ "$(id -u)" = 0 ] || complain "needs root, for chroot and mounts"
[ "$ROOT" != / ] || complain "not into /"
for program in debootstrap unshare chroot git; do
  command -v "$program" > /dev/null || complain "needs $program"
done
echo "A minimal Debian $SUITE in $ROOT ..."
timed "debootstrap" make_system
make_clone
# The second self of this script is the first process of a namespace: when it ends, or this one is told to, all in it end.
FRESH_MACHINE_INSIDE=yes unshare --mount --pid --fork --kill-child -- bash "${BASH_SOURCE[0]}" "$@" &
child=$!
trap 'kill -KILL $child' INT TERM HUP
wait $child && code=0 || code=$?
echo "The system is kept in $ROOT for the next time; nothing is mounted there any more."
exit "$code"
