#!/bin/bash
# Installs Dabei for real: Debian Bookworm and Trixie with nothing on them, a real systemd in a container, no network.
# As root: tests/long_install.sh [bookworm] [trixie]. Needs mmdebstrap and systemd-container, and some 4 GB in var/.
set -eu
cd "$(dirname "$0")/.."
WORK=$PWD/var/install
mkdir -p "$WORK"

say() { printf '\n%s\n' "== $*"; }

# root SUITE NAME: a fresh system in $WORK/NAME
root() {
    [ -e "$WORK/$1.tar" ] || mmdebstrap --quiet --variant=minbase --include=ca-certificates,dbus,kmod,procps,systemd,systemd-sysv,udev \
        "$1" "$WORK/$1.tar" "deb http://deb.debian.org/debian $1 main"
    rm -rf "${WORK:?}/$2"
    mkdir "$WORK/$2"
    tar xf "$WORK/$1.tar" -C "$WORK/$2"
}

# contain NAME OPTION...: become a container over that system, with this tree at /src and what goes to and fro at /stick
contain() {
    name=$1
    shift
    export SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1
    exec systemd-nspawn --quiet --register=no --keep-unit --machine="dabei-$name" \
        --directory="$WORK/$name" --bind="$WORK/trees:/src" --bind="$WORK/stick:/stick" \
        --system-call-filter="adjtimex clock_adjtime" "$@"
}

# trees: this version, the next one, and one that does not start
trees() {
    rm -rf "$WORK/trees"
    mkdir -p "$WORK/trees/this" "$WORK/stick"
    git ls-files -z --cached --others --exclude-standard | tar c --null --ignore-failed-read -T - 2>/dev/null | tar x -C "$WORK/trees/this"
    cp -r "$WORK/trees/this" "$WORK/trees/next"
    sed -i 's/^version = .*/version = "9.9.9"/' "$WORK/trees/next/pyproject.toml"
    cp -r "$WORK/trees/next" "$WORK/trees/broken"
    echo 'raise SystemExit("this version is broken")' >"$WORK/trees/broken/broker/__main__.py"
}

# The container's first process, and all others with it: whoever kills only what started it leaves them running.
pull_the_plug() {
    [ -n "${leader-}" ] || return 0
    pkill -KILL --parent "$leader" || true
    wait "$leader" 2>/dev/null || true
    leader=
}
trap pull_the_plug EXIT

# boot NAME STAGE: let the container do a stage of tests/install_stages.sh as its last deed at the start; its log is told
boot() {
    cat >"$WORK/$1/etc/systemd/system/stage.service" <<UNIT
[Unit]
After=multi-user.target
[Service]
Type=oneshot
ExecStart=/bin/bash /src/this/tests/install_stages.sh $2
StandardOutput=file:/stick/$1-$2.log
StandardError=inherit
[Install]
WantedBy=multi-user.target
UNIT
    ln -sf /etc/systemd/system/stage.service "$WORK/$1/etc/systemd/system/multi-user.target.wants/"
    rm -f "$WORK/stick/$1-$2."*
    contain "$1" --boot --private-network --console=pipe <"/dev/null" >"$WORK/$1.console" 2>&1 &
    leader=$!
    for _ in $(seq 900); do
        [ ! -e "$WORK/stick/$1-$2.done" ] || break
        kill -0 "$leader" 2>/dev/null || break
        sleep 1
    done
    cat "$WORK/stick/$1-$2.log"
    pull_the_plug
    grep -qx passed "$WORK/stick/$1-$2.done" || { say "$1: $2 FAILED"; exit 1; }
}

trees
[ $# -gt 0 ] || set -- bookworm trixie
for suite in "$@"; do
    say "$suite: the stick is written, with a network"
    stick=$WORK/stick/$suite/dabei
    if [ ! -e "$stick/bundle/for" ] || ! cmp -s requirements.lock "$stick/requirements.lock" ||
        ! cmp -s deploy/raspberrypi/install.sh "$stick/deploy/raspberrypi/install.sh"; then
        rm -rf "$WORK/stick/$suite"
        root "$suite" "$suite-maker"
        (contain "$suite-maker" --resolv-conf=replace-host ${PIP_CERT:+--bind-ro="$PIP_CERT" --setenv=PIP_CERT="$PIP_CERT"} \
            --pipe /bin/sh /src/this/deploy/raspberrypi/install.sh bundle "/stick/$suite" hub kiosk sensors)
        rm -rf "$WORK/$suite-maker"
    fi
    rm -rf "$WORK/trees/"*/bundle
    for tree in this next broken; do ln -s "/stick/$suite/dabei/bundle" "$WORK/trees/$tree/bundle"; done
    root "$suite" "$suite"
    say "$suite: installed from the stick, without a network"
    boot "$suite" install
    say "$suite: the plug was pulled"
    boot "$suite" after_a_cut
    say "$suite: upgrade, way back, uninstall"
    boot "$suite" upgrade
    rm -rf "${WORK:?}/$suite"
done
say "all passed"
