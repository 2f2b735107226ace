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
    # A cgroup for each, or two of them would end each other's processes.
    for groups in /sys/fs/cgroup /sys/fs/cgroup/unified /sys/fs/cgroup/systemd; do
        [ -e "$groups/cgroup.procs" ] || continue
        mkdir -p "$groups/dabei-$name"
        echo $BASHPID >"$groups/dabei-$name/cgroup.procs"
    done
    export SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1
    exec systemd-nspawn --quiet --register=no --keep-unit --machine="dabei-$name" \
        --directory="$WORK/$name" --bind="$WORK/trees:/src" --bind="$WORK/stick:/stick" \
        --system-call-filter="adjtimex clock_adjtime" "$@"
}

# trees: this version; the next one, whose database this one cannot read; and one that does not start
trees() {
    rm -rf "$WORK/trees"
    mkdir -p "$WORK/trees/this" "$WORK/stick"
    git ls-files -z --cached --others --exclude-standard | tar c --null --ignore-failed-read -T - 2>/dev/null | tar x -C "$WORK/trees/this"
    cp -r "$WORK/trees/this" "$WORK/trees/next"
    sed -i 's/^version = .*/version = "9.9.9"/' "$WORK/trees/next/pyproject.toml"
    printf '\n\n@STEPS()\ndef ahead(db: Database) -> None:\n    db.execute("ALTER TABLE store RENAME COLUMN stream TO flow")\n' \
        >>"$WORK/trees/next/broker/store/migrations.py"
    sed -i 's/(id, stream)/(id, flow)/; s/SELECT id, stream FROM store/SELECT id, flow FROM store/; s/SET id = ?, stream = ?/SET id = ?, flow = ?/' \
        "$WORK/trees/next/broker/store/"{store,copying,backup}.py
    sed -i '1i # of the next version' "$WORK/trees/next/deploy/raspberrypi/units/dabei-hub.service"
    cp -r "$WORK/trees/next" "$WORK/trees/broken"
    sed -i 's/^    store = Store(settings.store_path)$/    sys.exit("this version is broken")/' "$WORK/trees/broken/broker/__main__.py"
}

# The container's first process, and all others with it: whoever kills only what started it leaves them running.
pull_the_plug() {
    for leader in $leaders; do
        pkill -KILL --parent "$leader" || true
        wait "$leader" 2>/dev/null || true
    done
    leaders=
}
leaders=
trap 'pull_the_plug; no_cable; find /sys/fs/cgroup -depth -type d -path "*/dabei-*" -exec rmdir {} + 2>/dev/null || true' EXIT

# start NAME STAGE OPTION...: let the container do a stage of tests/install_stages.sh as its last deed at the start
start() {
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
    echo "dabei-$1" >"$WORK/$1/etc/hostname"
    rm -f "$WORK/stick/$1-$2."*
    contain "$1" --boot --console=pipe "${@:3}" <"/dev/null" >"$WORK/$1.console" 2>&1 &
    leaders="$leaders $!"
}

# ended NAME STAGE: wait for it, tell its log, and look whether it passed
ended() {
    for _ in $(seq 900); do
        [ ! -e "$WORK/stick/$1-$2.done" ] || break
        # shellcheck disable=SC2086
        kill -0 $leaders 2>/dev/null || break
        sleep 1
    done
    cat "$WORK/stick/$1-$2.log"
    grep -qx passed "$WORK/stick/$1-$2.done" || { say "$1: $2 FAILED"; exit 1; }
}

boot() {
    start "$1" "$2" --private-network
    ended "$1" "$2"
    pull_the_plug
}

# cut_five_times NAME: the power goes while it is installed, five times at random moments
cut_five_times() {
    for _ in 1 2 3 4 5; do
        moment=$((RANDOM % 20 + 4))
        start "$1" begin --private-network
        sleep $moment
        pull_the_plug
        echo "- the power went after $moment s, at: $(tail -n 1 "$WORK/stick/$1-begin.log" 2>/dev/null)"
    done
}

# Two machines with a cable between them, and nothing else.
cable() {
    for end in hub second; do ip netns add "dabei-$end"; done
    ip link add cable netns dabei-hub type veth peer name cable netns dabei-second
    for end in hub:1 second:2; do
        ip -n "dabei-${end%:*}" address add "10.77.0.${end#*:}/24" dev cable
        for link in lo cable; do ip -n "dabei-${end%:*}" link set $link up; done
    done
}
no_cable() { for end in hub second; do ip netns delete "dabei-$end" 2>/dev/null || true; done; }

two_machines() {
    no_cable
    cable
    rm -rf "$WORK/stick/talk"
    mkdir "$WORK/stick/talk"
    root "$1" "$1-second"
    start "$1-second" second_pi --network-namespace-path=/run/netns/dabei-second
    start "$1" second_hub --network-namespace-path=/run/netns/dabei-hub
    ended "$1" second_hub
    ended "$1-second" second_pi
    pull_the_plug
    no_cable
    rm -rf "${WORK:?}/$1-second"
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
    say "$suite: begun to be installed"
    cut_five_times "$suite"
    say "$suite: installed from the stick, without a network"
    boot "$suite" install
    say "$suite: other settings"
    boot "$suite" settings
    say "$suite: a second machine"
    two_machines "$suite"
    say "$suite: the plug was pulled"
    boot "$suite" after_a_cut
    say "$suite: upgrade, way back, uninstall"
    boot "$suite" upgrade
    rm -rf "${WORK:?}/$suite"
done
say "all passed"
