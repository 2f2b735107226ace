# Going over to a version, and back.
# shellcheck shell=sh

# A copy of the database as the version before has left it. The one before that stays until this version runs: if it never
# does, `previous` is what it was, and needs the copy that it can read.
keep_a_copy() {
    has hub && [ -e "$DATA/hub/hub.db" ] || return 0
    rm -f "$COPY.new"
    hub backup "$COPY.new" >/dev/null || stop "no copy of the database could be made before the upgrade, so nothing was changed."
    if [ -e "$COPY" ] && [ ! -e "$COPY.older" ]; then mv "$COPY" "$COPY.older"; fi
    mv "$COPY.new" "$COPY"
    did "a copy of the database: $COPY"
}

units() { for role in $ROLES; do running_of "$role"; done | tr ' ' '\n'; }

# usable UNIT: its settings have no faults
usable() { case " ${FAULTY-} " in *" $1 "*) return 1 ;; esac; }

active() { [ "$(systemctl is-active "$1")" = active ]; }
trying() { case $(systemctl is-active "$1") in active | activating | reloading) ;; *) return 1 ;; esac; }

# wait_for UNIT...: until all run, a minute and a half at most; those that do not, or fail again and again, are in LATE
wait_for() {
    tries=0
    while :; do
        LATE='' coming=''
        for unit in "$@"; do
            active "$unit" && continue
            usable "$unit" || continue # told already
            LATE="$LATE $unit"
            [ "$(systemctl show -P NRestarts "$unit")" -ge 5 ] 2>/dev/null || coming=yes
        done
        [ -n "$coming" ] && [ $tries -lt 90 ] || return 0
        tries=$((tries + 1))
        sleep 1
    done
}

start_all() {
    for unit in $(units); do
        # What has nothing to do yet would fail and be started again without end.
        if usable "$unit"; then systemctl --quiet enable "$unit"; else systemctl --quiet disable "$unit"; fi
    done
    ! has hub || systemctl --quiet enable media-dabei.automount
    booted || { say "  systemd does not run here, so everything starts with the next boot."; return 0; }
    ! grep -q . "$SCRATCH/changed" || systemctl daemon-reload
    apply_system_files
    for unit in $(units); do
        if ! usable "$unit"; then
            systemctl --quiet stop "$unit"
        elif [ "${1-}" = all ] || grep -qxF "/etc/systemd/system/$unit" "$SCRATCH/changed"; then
            systemctl --no-block restart "$unit"
        elif outdated "$unit"; then
            systemctl --no-block restart "$unit"
            did "start $unit anew, with its new settings"
        else
            trying "$unit" || { systemctl --no-block start "$unit"; did "start $unit"; }
        fi
    done
}

# outdated UNIT: it runs since before its settings were written, or since a version before that nobody has ended
outdated() {
    since=$(systemctl show -P ExecMainStartTimestamp --timestamp=unix "$1")
    [ -n "${since#@}" ] || return 1
    case $1 in
    dabei-hub.service) set -- "$ETC/hub.toml" "$ETC/office.toml" "$DATA/hub/trust/pages-ca.crt" ;;
    dabei-kiosk.service | dabei-sensors.service) set -- "$ETC/${1#dabei-}" && set -- "${1%.service}.toml" ;;
    esac
    for file in "$OPT/current" "$@"; do
        [ ! -e "$file" ] || [ "$(stat -c %Y "$file")" -le "${since#@}" ] || return 0
    done
    return 1
}

apply_system_files() {
    changed() { grep -q "$1" "$SCRATCH/changed"; }
    ! changed journald || systemctl restart systemd-journald
    ! changed timesyncd || systemctl try-restart systemd-timesyncd 2>/dev/null || true
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
    look_at_settings
    trust
    if [ "$before" != "$VERSION" ]; then
        ! booted || for unit in $(units); do ! active "$unit" || ran="$ran $unit"; done
        older=$(version previous)
        [ -z "$before" ] || { keep_a_copy; point previous "$before"; }
        point current "$VERSION"
        did "now version $VERSION${before:+, before $before}"
    fi
    enrol_here
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
    rm -f "$COPY.older"
}

# give_up SENTENCE: to the version before, as if this one had never been
give_up() {
    say "  $1"
    back
    if [ -n "$older" ]; then point previous "$older"; else rm "$OPT/previous"; fi
    [ ! -e "$COPY.older" ] || mv "$COPY.older" "$COPY"
    forget_old_versions
    stop "version $VERSION does not run here; $before runs again, with all data."
}

# opens: the hub of this version can work with the database that is here
opens() {
    as dabei-hub "$OPT/current/bin/python" - "$DATA/hub/hub.db" <<'PYTHON' >/dev/null 2>&1
import os, pathlib, sys
from broker.store.store import Store
os.umask(0o077)
Store(pathlib.Path(sys.argv[1])).close()
PYTHON
}

# back: to the version before. What it cannot read of the newer database is asked of the copy from before.
back() {
    other=$(version previous) was=$(version current)
    point current "$other"
    point previous "$was"
    did "back to version $other"
    FILES=$OPT/current/files
    put_files
    start_all all
    booted || return 0
    # shellcheck disable=SC2046
    wait_for $(units)
    case $LATE in
    *dabei-hub.service*)
        systemctl stop dabei-hub.service
        if opens; then
            systemctl --no-block start dabei-hub.service
            say "  the hub does not run with this version, though it can read the database: $(why dabei-hub.service)"
            return 0
        fi
        [ -e "$COPY" ] ||
            { say "  the hub does not run with this version, and the copy from before is gone: restore a nightly backup."; return 0; }
        rm -f "$DATA/hub/hub.db.newer"
        as dabei-hub python3 - "$DATA/hub/hub.db" <<'PYTHON' || stop "the newer database cannot be kept, so it stays in its place."
import os, sqlite3, sys
os.umask(0o077)
sqlite3.connect(sys.argv[1]).execute("VACUUM INTO ?", (f"{sys.argv[1]}.newer",))
PYTHON
        hub restore "$COPY" >/dev/null ||
            stop "the copy from before cannot be put back, so the hub does not run; look at the line above."
        systemctl start dabei-hub.service || stop "the hub does not run with the copy from before either: $(why dabei-hub.service)"
        did "the database from before; kiosks send again what is newer, and the newer one is in hub.db.newer"
        ;;
    esac
}
