# Files of the system that are ours, all of them listed.
# shellcheck shell=sh

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
    put "$FILES/system/journald.conf" /etc/systemd/journald.conf.d/dabei.conf
    put "$FILES/system/watchdog.conf" /etc/systemd/system.conf.d/dabei.conf
    put "$FILES/system/sysctl.conf" /etc/sysctl.d/60-dabei.conf
    if has hub; then
        mask mosquitto.service
        put "$FILES/system/chrony.conf" /etc/chrony/conf.d/dabei.conf
        put "$FILES/system/dabei-hub.sh" /usr/local/sbin/dabei-hub 0755
    else
        put_clock
    fi
    if has kiosk; then
        mask getty@tty1.service
        put "$FILES/system/logind.conf" /etc/systemd/logind.conf.d/dabei.conf
        put "$FILES/system/readers.conf" /etc/modprobe.d/dabei-readers.conf
        put "$FILES/system/polkit.rules" /etc/polkit-1/rules.d/50-dabei.rules
        invisible_cursor >"$SCRATCH/cursor"
        put "$SCRATCH/cursor" /usr/local/share/dabei/cursors/none/cursors/left_ptr
        put "$SCRATCH/cursor" /usr/local/share/dabei/cursors/none/cursors/default
    fi
    for role in kiosk sensors; do ! has $role || put "$FILES/system/dabei-node.sh" "/usr/local/sbin/dabei-$role" 0755; done
    if has kiosk || has sensors; then
        put "$FILES/system/dabei.rules" /etc/udev/rules.d/60-dabei.rules
        put "$FILES/system/modules.conf" /etc/modules-load.d/dabei.conf
    fi
    for unit in $(each units_of); do
        [ ! -e "$FILES/units/$unit" ] || put "$FILES/units/$unit" "/etc/systemd/system/$unit"
    done
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

# A machine without a hub takes its time from the hub, by the name that the settings tell, or will tell.
put_clock() {
    address=dabei.local
    for role in $ROLES; do
        named=$(setting "$ETC/$role.toml" mqtt host) || continue
        case $named in '' | localhost | 127.* | *[!A-Za-z0-9.:-]*) ;; *) address=$named ;; esac
    done
    sed "s/@HUB@/$address/" "$FILES/system/timesyncd.conf" >"$SCRATCH/timesyncd"
    put "$SCRATCH/timesyncd" /etc/systemd/timesyncd.conf.d/dabei.conf
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
