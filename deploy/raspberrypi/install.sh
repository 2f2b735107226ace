#!/bin/sh
# Puts Dabei on a Raspberry Pi or another Debian machine, and keeps it there: README.md beside this file tells how.
set -eu
umask 022
PATH=$PATH:/usr/sbin:/sbin

usage() {
    cat <<'TEXT'
sudo sh install.sh ROLE...           install or upgrade: hub, kiosk, sensors, in any mix; roles add up
sudo sh install.sh                   upgrade what is here
sudo sh install.sh --rollback        go back to the version before
sudo sh install.sh --uninstall       remove the programs; settings and data stay
sudo sh install.sh bundle FOLDER ROLE...
                                     write all that an installation without internet takes, such as to a USB stick;
                                     on a machine of the same system as the one it is for
TEXT
}

HERE=$(cd "$(dirname "$0")" && pwd)
SOURCE=$(cd "$HERE/../.." && pwd)
BUNDLE=$SOURCE/bundle # there on a stick that `bundle` wrote, and only there
OPT=/opt/dabei ETC=/etc/dabei DATA=/var/lib/dabei
LISTED=$OPT/files # what we have put outside of these three
SCRATCH=$(mktemp -d)
trap 'rm -rf "$SCRATCH"' EXIT
trap 'exit 130' INT TERM
export DEBIAN_FRONTEND=noninteractive PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore

CHANGES=0
say() { printf '%s\n' "$*"; }
did() { say "  $*"; CHANGES=$((CHANGES + 1)); }
stop() { say "install.sh: $*" >&2; exit 1; }
has() { case " $ROLES " in *" $1 "*) ;; *) return 1 ;; esac; }
booted() { [ -d /run/systemd/system ]; }
as() { user=$1; shift; (cd / && runuser -u "$user" -- "$@"); }
hub() { as dabei-hub "$OPT/current/bin/dabei-broker" "$ETC/hub.toml" "$@"; }

# ---- What each role needs ---------------------------------------------------------------------------------------

packages_of() {
    echo ca-certificates python3 python3-venv
    case $1 in
    hub) echo chrony mosquitto ;;
    kiosk)
        echo alsa-utils cage espeak-ng libegl1 libgl1 libgl1-mesa-dri libgles2 libx11-6 pcscd polkitd python3-evdev \
            python3-pyscard seatd xwayland
        ;;
    esac
}

# Not in every archive: without it there are no pins.
wished_of() { case $1 in kiosk | sensors) echo python3-lgpio ;; esac; }

units_of() {
    case $1 in
    hub) echo dabei-hub.service dabei-mosquitto.service dabei-mosquitto.path dabei-mosquitto-again.service \
        dabei-backup.service dabei-backup.timer media-dabei.mount media-dabei.automount ;;
    *) echo "dabei-$1.service" ;;
    esac
}

# Those that are to run, in the order in which they start.
running_of() {
    case $1 in
    hub) echo dabei-mosquitto.path dabei-mosquitto.service dabei-hub.service dabei-backup.timer ;;
    *) echo "dabei-$1.service" ;;
    esac
}

groups_of() {
    case $1 in
    kiosk) echo video render input audio gpio ;;
    sensors) echo gpio i2c ;;
    esac
}

each() { for role in $ROLES; do "$1" "$role"; done | tr ' ' '\n' | sort -u; }

# ---- The machine ------------------------------------------------------------------------------------------------

check_machine() {
    [ "$(id -u)" = 0 ] || stop "only root can install; put sudo before it."
    command -v apt-get >/dev/null || stop "this is no Debian and no Raspberry Pi OS."
    # shellcheck source=/dev/null
    SYSTEM=$(. /etc/os-release && echo "${VERSION_CODENAME:-unknown}") ARCH=$(dpkg --print-architecture)
    case $SYSTEM in bookworm | trixie) ;; *) stop "this is $SYSTEM; Dabei needs Bookworm (12) or Trixie (13)." ;; esac
    case $ARCH in
    arm64 | amd64) ;;
    *) stop "this system is $ARCH; Dabei needs a 64-bit one: write the SD card anew with Raspberry Pi OS (64-bit)." ;;
    esac
    if [ -d "$BUNDLE" ] && [ "$(cat "$BUNDLE/for")" != "$SYSTEM $ARCH" ]; then
        stop "this folder was made for $(cat "$BUNDLE/for"), and here is $SYSTEM $ARCH; make it anew on such a machine."
    fi
    free=$(df -Pm /opt | awk 'NR == 2 { print $4 }')
    [ "$free" -ge 700 ] || stop "only $free MB are free for /opt, and 700 are needed; make room and start again."
}

check_roles() {
    for role in "$@"; do
        case $role in hub | kiosk | sensors) ;; *) usage >&2; stop "there is no role '$role'." ;; esac
    done
}

read_roles() {
    check_roles "$@"
    mkdir -p "$OPT"
    ROLES=" $* $(cat "$OPT/roles" 2>/dev/null || true) "
    ROLES=$(for role in hub kiosk sensors; do ! has $role || printf '%s ' $role; done)
    ROLES=${ROLES% }
    [ -n "$ROLES" ] || { usage >&2; stop "name what this machine is to be."; }
}

missing() {
    for name in "$@"; do
        dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null | grep -qx installed || echo "$name"
    done
}

# apt NAME...: with the packages on the stick, if there are any, and with nothing else then
apt() {
    if [ -d "$BUNDLE/debs" ]; then
        ln -sfn "$BUNDLE/debs" "$SCRATCH/debs"
        echo "deb [trusted=yes] file:$SCRATCH/debs ./" >"$SCRATCH/sources.list"
        mkdir -p "$SCRATCH/lists/partial"
        set -- -o "Dir::Etc::SourceList=$SCRATCH/sources.list" -o Dir::Etc::SourceParts=/dev/null \
            -o "Dir::State::Lists=$SCRATCH/lists" -o APT::Sandbox::User=root "$@"
    fi
    apt-get -qq -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confold "$@" >"$SCRATCH/apt" 2>&1
}

install_packages() {
    # shellcheck disable=SC2046  # names of packages have no spaces
    needed=$(missing $(each packages_of)) wished=$(missing $(each wished_of))
    [ -z "$needed" ] || apt update || stop "the list of packages cannot be had: $(tail -n 1 "$SCRATCH/apt")"
    for name in $wished; do
        apt -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= install -s --no-install-recommends "$name" &&
            needed="$needed $name" && continue
        say "  $SYSTEM has no $name, so no pins can be used here."
    done
    # shellcheck disable=SC2086
    set -- $needed
    [ $# -gt 0 ] || return 0
    say "  installing $# packages: $*"
    ! has hub || mask mosquitto.service # Debian's own would start at once, on a port that ours needs
    apt install -y --no-install-recommends "$@" || stop "packages cannot be installed: $(tail -n 1 "$SCRATCH/apt")"
    CHANGES=$((CHANGES + 1))
}

make_users() {
    for group in $(each groups_of); do
        getent group "$group" >/dev/null || { groupadd --system "$group"; did "group $group"; }
    done
    for role in $ROLES; do
        getent passwd "dabei-$role" >/dev/null && continue
        useradd --system --user-group --home-dir "$DATA/$role" --no-create-home --shell /usr/sbin/nologin "dabei-$role"
        did "user dabei-$role"
    done
    for role in $ROLES; do
        [ -d "$DATA/$role" ] || { install -d "$DATA" && install -d -m 0700 -o "dabei-$role" -g "dabei-$role" \
            "$DATA/$role"; did "folder $DATA/$role"; }
    done
}

# ---- The programs -----------------------------------------------------------------------------------------------

# What is installed is told by what it is made of, this Python included.
name_version() {
    number=$(sed -n 's/^version = "\(.*\)"/\1/p' "$SOURCE/pyproject.toml")
    sum=$(cd "$SOURCE" && {
        find broker kiosk sensors -type f ! -name '*.pyc' ! -path '*/.*' | LC_ALL=C sort | tr '\n' '\0' |
            xargs -0 sha256sum
        sha256sum pyproject.toml requirements.lock
        python3 --version
    } | sha256sum | cut -c 1-10)
    VERSION=$number-$sum
}

install_programs() {
    name_version
    home=$OPT/versions/$VERSION
    [ -e "$home/complete" ] && return 0
    say "  setting up version $VERSION; on a Raspberry Pi this takes some minutes"
    rm -rf "$home"
    mkdir -p "$OPT/versions"
    # Whatever is not written to its end has no mark, and is begun anew the next time.
    python3 -m venv --system-site-packages "$home" || stop "Python cannot make an environment in $home."
    pip="$home/bin/python -m pip --quiet"
    [ ! -d "$BUNDLE/wheels" ] || offline="--no-index --find-links=$BUNDLE/wheels"
    # shellcheck disable=SC2086  # options are words
    $pip install --ignore-installed --require-hashes ${offline-} -r "$SOURCE/requirements.lock" >"$SCRATCH/pip" 2>&1 ||
        stop "the Python packages cannot be had: $(tail -n 1 "$SCRATCH/pip")"
    # From a copy, for a stick may be read only.
    mkdir "$SCRATCH/source"
    (cd "$SOURCE" && cp -r broker kiosk sensors pyproject.toml README.md LICENSE LICENSES "$SCRATCH/source/")
    $pip install --no-deps --no-build-isolation "$SCRATCH/source" >"$SCRATCH/pip" 2>&1 ||
        stop "Dabei itself cannot be installed: $(tail -n 1 "$SCRATCH/pip")"
    sync -f "$home"
    touch "$home/complete"
    did "programs in $home"
}

# version current, version previous
version() { readlink "$OPT/$1" 2>/dev/null | sed 's,.*/,,'; }

# point LINK VERSION: in one step, so that a power cut leaves the old or the new one
point() {
    ln -sfn "versions/$2" "$OPT/.$1"
    mv -T "$OPT/.$1" "$OPT/$1"
}

forget_old_versions() {
    for home in "$OPT"/versions/*; do
        case ${home##*/} in "$(version current)" | "$(version previous)") ;; *) rm -rf "$home" ;; esac
    done
}

# ---- Files of the system ----------------------------------------------------------------------------------------

# put SOURCE TARGET [MODE]: only if it is another one; what is put is listed
put() {
    echo "$2" >>"$SCRATCH/files"
    cmp -s "$1" "$2" && return 0
    install -D -m "${3:-0644}" "$1" "$2"
    did "$2"
    echo "$2" >>"$SCRATCH/changed"
}

# mask UNIT: it is never to run here
mask() {
    echo "/etc/systemd/system/$1" >>"$SCRATCH/files"
    [ ! -L "/etc/systemd/system/$1" ] || return 0
    ln -s /dev/null "/etc/systemd/system/$1"
    did "no $1"
    echo "/etc/systemd/system/$1" >>"$SCRATCH/changed"
}

put_files() {
    : >"$SCRATCH/files"
    : >"$SCRATCH/changed"
    put "$HERE/system/journald.conf" /etc/systemd/journald.conf.d/dabei.conf
    put "$HERE/system/watchdog.conf" /etc/systemd/system.conf.d/dabei.conf
    put "$HERE/system/sysctl.conf" /etc/sysctl.d/60-dabei.conf
    if has hub; then
        mask mosquitto.service
        put "$HERE/system/chrony.conf" /etc/chrony/conf.d/dabei.conf
        put "$HERE/system/dabei-hub.sh" /usr/local/sbin/dabei-hub 0755
    else
        put_clock
    fi
    if has kiosk; then
        mask getty@tty1.service
        put "$HERE/system/logind.conf" /etc/systemd/logind.conf.d/dabei.conf
        put "$HERE/system/readers.conf" /etc/modprobe.d/dabei-readers.conf
        put "$HERE/system/polkit.rules" /etc/polkit-1/rules.d/50-dabei.rules
        invisible_cursor >"$SCRATCH/cursor"
        put "$SCRATCH/cursor" /usr/local/share/dabei/cursors/none/cursors/left_ptr
        put "$SCRATCH/cursor" /usr/local/share/dabei/cursors/none/cursors/default
    fi
    if has kiosk || has sensors; then
        put "$HERE/system/dabei.rules" /etc/udev/rules.d/60-dabei.rules
        put "$HERE/system/modules.conf" /etc/modules-load.d/dabei.conf
    fi
    for unit in $(each units_of); do put "$HERE/units/$unit" "/etc/systemd/system/$unit"; done
    # What an earlier version has left.
    if [ -e "$LISTED" ]; then
        while read -r file; do
            grep -qxF "$file" "$SCRATCH/files" || { take_away "$file"; did "gone: $file"; }
        done <"$LISTED"
    fi
    cmp -s "$SCRATCH/files" "$LISTED" || cp "$SCRATCH/files" "$LISTED"
    echo "$ROLES" >"$SCRATCH/roles"
    cmp -s "$SCRATCH/roles" "$OPT/roles" || cp "$SCRATCH/roles" "$OPT/roles"
}

# A machine without a hub takes its time from the hub, as soon as the settings name one.
put_clock() {
    for role in $ROLES; do
        address=$(setting "$ETC/$role.toml" mqtt host) || continue
        case $address in '' | localhost | 127.* | *[!A-Za-z0-9.:-]*) continue ;; esac
        sed "s/@HUB@/$address/" "$HERE/system/timesyncd.conf" >"$SCRATCH/timesyncd"
        put "$SCRATCH/timesyncd" /etc/systemd/timesyncd.conf.d/dabei.conf
        return 0
    done
}

# One transparent pixel, in the format of Xcursor(3).
invisible_cursor() {
    word() { for byte in "$@"; do printf '%b' "\\0$byte"; done; }
    printf 'Xcur'
    word 20 0 0 0 0 0 1 0 1 0 0 0                                  # header: its size, version, one picture
    word 2 0 375 377 30 0 0 0 34 0 0 0                             # what it is, its size 24, where it begins
    word 44 0 0 0 2 0 375 377 30 0 0 0 1 0 0 0                     # the picture: its header, what, size, version
    word 1 0 0 0 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0           # width, height, hot spot, delay, the pixel
}

take_away() {
    case $1 in
    /etc/systemd/system/*.*)
        unit=${1##*/}
        systemctl --quiet disable "$unit" 2>/dev/null || true
        ! booted || systemctl stop "$unit" 2>/dev/null || true
        ;;
    esac
    rm -f "$1"
    case $1 in *.conf.d/*) rmdir --ignore-fail-on-non-empty "${1%/*}" ;; esac
}

# ---- Settings ---------------------------------------------------------------------------------------------------

# setting FILE KEY...: what stands there; nothing if it does not
setting() {
    python3 - "$@" <<'PYTHON' 2>/dev/null
import sys, tomllib
with open(sys.argv[1], "rb") as file:
    found = tomllib.load(file)
for key in sys.argv[2:]:
    found = found[key]
print(found)
PYTHON
}

# settle SOURCE NAME ROLE [SED]: an example to begin with, never in the place of what is there
settle() {
    [ ! -e "$ETC/$2" ] || return 0
    install -d "$ETC"
    sed "${4-}" "$SOURCE/$1" >"$SCRATCH/settings"
    install -m 0640 -g "dabei-$3" "$SCRATCH/settings" "$ETC/$2"
    did "$ETC/$2: an example; fit it to your office"
}

settle_all() {
    if has hub; then
        settle broker/onemachine/prohlis/office.toml office.toml hub
        settle broker/example.toml hub.toml hub \
            "s,^office = .*,office = \"$ETC/office.toml\",; s,^store = .*,store = \"$DATA/hub/hub.db\","
    fi
    ! has kiosk || settle kiosk/example.toml kiosk.toml kiosk \
        "s,^data = .*,data = \"$DATA/kiosk\",; s,^token = .*,token = \"$DATA/kiosk/token\",; s,^pcsc = .*,pcsc = true,"
    ! has sensors || settle sensors/example.toml sensors.toml sensors
}

# The office's certificates, and Mosquitto's settings; without [mqtt.tls] the broker is there for this machine only.
trust() {
    has hub || return 0
    written=$(sums "$DATA/hub/mosquitto")
    if [ -z "$(setting "$ETC/hub.toml" mqtt tls ca)" ]; then
        [ -e "$DATA/hub/mosquitto/mosquitto.conf" ] || {
            install -d -m 0700 -o dabei-hub -g dabei-hub "$DATA/hub/mosquitto"
            install -m 0600 -o dabei-hub -g dabei-hub "$HERE/system/mosquitto.conf" "$DATA/hub/mosquitto/"
            did "Mosquitto's settings, for this machine only"
        }
        return 0
    fi
    hub trust >"$SCRATCH/trust" 2>&1 || give_up "the office's certificates cannot be made: $(cat "$SCRATCH/trust")"
    [ "$written" = "$(sums "$DATA/hub/mosquitto")" ] || did "certificates and Mosquitto's settings"
}

sums() { (cd "$1" 2>/dev/null && find . -type f -exec sha256sum {} + | sort) || true; }

# A kiosk beside its hub gets its secret here; another one with what `enrol` wrote.
kiosk_token() {
    has hub && has kiosk && [ ! -e "$DATA/kiosk/token" ] || return 0
    node=$(setting "$ETC/kiosk.toml" node) || return 0
    ! booted || systemctl stop dabei-hub.service # it holds the database
    hub token "$node" >"$SCRATCH/token" 2>"$SCRATCH/error" || { say "  the kiosk has no secret yet: $(cat "$SCRATCH/error")"; return 0; }
    install -m 0600 -o dabei-kiosk -g dabei-kiosk "$SCRATCH/token" "$DATA/kiosk/token"
    did "the kiosk's secret"
}

# ---- Going over to a version ------------------------------------------------------------------------------------

# A copy of the database as the version before has left it.
keep_a_copy() {
    has hub && [ -e "$DATA/hub/hub.db" ] || return 0
    rm -f "$DATA/hub/before-upgrade.db"
    hub backup "$DATA/hub/before-upgrade.db" >/dev/null ||
        stop "no copy of the database could be made before the upgrade, so nothing was changed."
    did "a copy of the database: $DATA/hub/before-upgrade.db"
}

units() { for role in $ROLES; do running_of "$role"; done | tr ' ' '\n'; }

active() { [ "$(systemctl is-active "$1")" = active ]; }
trying() { case $(systemctl is-active "$1") in active | activating | reloading) ;; *) return 1 ;; esac; }

# wait_for UNIT...: until all run, a minute and a half at most; those that do not are in LATE
wait_for() {
    tries=0
    while :; do
        LATE=
        for unit in "$@"; do active "$unit" || LATE="$LATE $unit"; done
        [ -n "$LATE" ] && [ $tries -lt 90 ] || return 0
        tries=$((tries + 1))
        sleep 1
    done
}

start_all() {
    # shellcheck disable=SC2046
    systemctl --quiet enable $(units)
    ! has hub || systemctl --quiet enable media-dabei.automount
    booted || { say "  systemd does not run here, so everything starts with the next boot."; return 0; }
    ! grep -q . "$SCRATCH/changed" || systemctl daemon-reload
    apply_system_files
    for unit in $(units); do
        if [ "${1-}" = all ] || grep -qxF "/etc/systemd/system/$unit" "$SCRATCH/changed"; then
            systemctl --no-block restart "$unit"
        else
            trying "$unit" || { systemctl --no-block start "$unit"; did "start $unit"; }
        fi
    done
}

apply_system_files() {
    changed() { grep -q "$1" "$SCRATCH/changed"; }
    ! changed journald || systemctl restart systemd-journald
    ! changed timesyncd || systemctl try-restart systemd-timesyncd || true
    ! changed /chrony/ || systemctl try-restart chrony || true
    ! changed system.conf || systemctl daemon-reexec
    ! changed sysctl || sysctl -q -p /etc/sysctl.d/60-dabei.conf 2>/dev/null || true
    ! changed udev || { udevadm control --reload && udevadm trigger --subsystem-match=gpio --subsystem-match=i2c-dev \
        --subsystem-match=backlight --action=add; } 2>/dev/null || true
    ! changed media-dabei || systemctl start media-dabei.automount 2>/dev/null || say "  no stick is mounted by itself here."
    ! changed getty@tty1 || systemctl stop getty@tty1.service 2>/dev/null || true
}

# why UNIT: the last thing it said
why() { journalctl --quiet --no-pager --output=cat --lines=1 "_SYSTEMD_UNIT=$1"; }

go_over() {
    before=$(version current)
    ran=
    if [ "$before" != "$VERSION" ]; then
        ! booted || for unit in $(units); do ! active "$unit" || ran="$ran $unit"; done
        older=$(version previous)
        [ -z "$before" ] || { keep_a_copy; point previous "$before"; }
        point current "$VERSION"
        did "now version $VERSION${before:+, before $before}"
    fi
    trust
    kiosk_token
    if [ "$before" = "$VERSION" ]; then start_all; else start_all all; fi
    booted || return 0
    # shellcheck disable=SC2086,SC2046
    wait_for $(units)
    for unit in $LATE; do
        case " $ran " in *" $unit "*)
            give_up "$unit does not run with version $VERSION: $(why "$unit")"
            ;;
        esac
        say "  $unit does not run yet: $(why "$unit")"
    done
    forget_old_versions
}

# give_up SENTENCE: to the version before, if there was one, as if this one had never been
give_up() {
    say "  $1"
    if [ -z "$before" ] || [ "$before" = "$VERSION" ]; then stop "no more was done; look at the line above."; fi
    back
    if [ -n "$older" ]; then point previous "$older"; else rm "$OPT/previous"; fi
    forget_old_versions
    stop "version $VERSION does not run here; $before runs again, with all data."
}

# back: to the version before. What it cannot read of the newer database is asked of the copy from before.
back() {
    other=$(version previous) was=$(version current)
    [ -e "$OPT/versions/${other:-none}/complete" ] || stop "there is no version before."
    point current "$other"
    point previous "$was"
    did "back to version $other"
    booted || return 0
    # shellcheck disable=SC2046
    systemctl --no-block restart $(units)
    # shellcheck disable=SC2046
    wait_for $(units)
    case $LATE in
    *dabei-hub.service*)
        [ -e "$DATA/hub/before-upgrade.db" ] || return 0
        systemctl stop dabei-hub.service
        cp -p "$DATA/hub/hub.db" "$DATA/hub/hub.db.newer"
        hub restore "$DATA/hub/before-upgrade.db" >/dev/null || stop "the copy from before cannot be put back."
        systemctl start dabei-hub.service
        did "the database from before; kiosks send again what is newer, and the newer one is in hub.db.newer"
        ;;
    esac
}

# ---- Commands ---------------------------------------------------------------------------------------------------

install_all() {
    check_machine
    read_roles "$@"
    say "Dabei on this machine: $ROLES"
    if has hub && booted && active mosquitto.service; then
        stop "another Mosquitto runs here; end it with: sudo systemctl disable --now mosquitto, and start again."
    fi
    if has kiosk && booted && active display-manager.service; then
        stop "a desktop has the display; end it with: sudo systemctl disable --now display-manager, and start again."
    fi
    install_packages
    make_users
    install_programs
    settle_all
    put_files
    go_over
    if [ $CHANGES = 0 ]; then say "Nothing was to be done."; else say "Done."; fi
}

roll_back() {
    [ "$(id -u)" = 0 ] || stop "only root can do this; put sudo before it."
    read_roles
    back
    say "Done."
}

uninstall() {
    [ "$(id -u)" = 0 ] || stop "only root can do this; put sudo before it."
    [ -e "$LISTED" ] || stop "Dabei is not installed here."
    read_roles
    # shellcheck disable=SC2046
    ! booted || systemctl stop $(units) 2>/dev/null || true
    while read -r file; do take_away "$file"; done <"$LISTED"
    rm -rf "$OPT" /usr/local/share/dabei
    ! booted || { systemctl daemon-reload && systemctl reset-failed 'dabei-*' 2>/dev/null; } || true
    say "The programs are gone. Settings are in $ETC, data in $DATA; Debian's packages and our users stay, too."
}

bundle() {
    [ $# -ge 2 ] || { usage >&2; stop "name the folder, and what the machine is to be."; }
    folder=$1
    shift
    [ ! -d "$BUNDLE" ] || stop "this is such a folder already; copy it as it is."
    check_roles "$@"
    check_machine
    ROLES=$*
    target=$folder/dabei
    [ ! -e "$target" ] || stop "$target is there already; remove it, or name another folder."
    mkdir -p "$target/bundle/wheels" "$target/bundle/debs"
    (cd "$SOURCE" && cp -r broker kiosk sensors deploy pyproject.toml requirements.lock README.md LICENSE LICENSES "$target/")
    find "$target" -name __pycache__ -prune -exec rm -rf {} +
    fetch_debs
    fetch_wheels
    echo "$SYSTEM $ARCH" >"$target/bundle/for"
    sync
    say "Done: $(du -sh "$target" | cut -f 1). On the other machine: sudo sh $(basename "$folder")/dabei/deploy/raspberrypi/install.sh $ROLES"
}

# All that the packages need, as if nothing were installed: who knows what the other machine lacks?
fetch_debs() {
    mkdir -p "$SCRATCH/archives/partial"
    : >"$SCRATCH/status"
    alone="-o Dir::State::Status=$SCRATCH/status -o Dir::Cache::Archives=$SCRATCH/archives -o APT::Sandbox::User=root"
    apt-get -qq update || stop "the list of packages cannot be had."
    wished=
    for name in $(each wished_of); do
        # shellcheck disable=SC2086
        apt-get -qq $alone -s --no-install-recommends install "$name" >/dev/null 2>&1 && wished="$wished $name"
    done
    # shellcheck disable=SC2046,SC2086
    apt-get -qq $alone --download-only --no-install-recommends -y install $(each packages_of) $wished >/dev/null ||
        stop "the packages cannot be had."
    for deb in "$SCRATCH"/archives/*.deb; do
        name=$(basename "$deb" | sed 's/%3a/-/') # a colon, which no USB stick takes
        mv "$deb" "$target/bundle/debs/$name"
        dpkg-deb -f "$target/bundle/debs/$name"
        echo "Filename: ./$name"
        echo "Size: $(stat -c %s "$target/bundle/debs/$name")"
        echo "SHA256: $(sha256sum "$target/bundle/debs/$name" | cut -d ' ' -f 1)"
        echo
    done >"$target/bundle/debs/Packages"
    say "  $(grep -c ^Package: "$target/bundle/debs/Packages") Debian packages"
}

fetch_wheels() {
    # shellcheck disable=SC2046
    [ -z "$(missing python3-venv)" ] || apt-get -qq install -y --no-install-recommends python3-venv >/dev/null
    python3 -m venv "$SCRATCH/venv"
    "$SCRATCH/venv/bin/python" -m pip --quiet download --require-hashes --no-deps -d "$target/bundle/wheels" \
        -r "$SOURCE/requirements.lock" >"$SCRATCH/pip" 2>&1 ||
        stop "the Python packages cannot be had: $(tail -n 1 "$SCRATCH/pip")"
    say "  $(find "$target/bundle/wheels" -type f | wc -l) Python packages"
}

case ${1-} in
-h | --help) usage ;;
--rollback) roll_back ;;
--uninstall) uninstall ;;
bundle)
    shift
    bundle "$@"
    ;;
-*)
    usage >&2
    stop "there is no option $1."
    ;;
*) install_all "$@" ;;
esac
