#!/bin/bash
# What tests/long_install.sh does inside a machine that it has booted: install_stages.sh STAGE. Ends at the first failure.
# shellcheck disable=SC1091,SC2013,SC2001,SC2046,SC2086,SC2143  # names of units have no spaces
set -eu
STAGE=$1
MARK=/stick/$(hostname | sed 's/^dabei-//')-$STAGE.done
trap 'echo "failed in line $LINENO: $BASH_COMMAND"; journalctl --no-pager -n 40; echo failed >"$MARK"' ERR
set -E

UNITS="dabei-mosquitto dabei-hub dabei-kiosk dabei-sensors"
install() { sh "/src/$1/deploy/raspberrypi/install.sh" "${@:2}"; }
say() { printf -- '- %s\n' "$*"; }
pid() { systemctl show -P MainPID "$1"; }
pids() { for unit in $UNITS; do pid $unit; done; }

# soon COMMAND...: it succeeds within two minutes
soon() {
    for _ in $(seq 120); do
        ! "$@" >/dev/null 2>&1 || return 0
        sleep 1
    done
    echo "not within two minutes: $*"
    return 1
}

# refused COMMAND...: it fails, and so this does not
refused() { if "$@" >/tmp/refused 2>&1; then echo "not refused: $*"; return 1; fi; }

# says WORDS COMMAND...: what it tells, whether it succeeds or not
says() {
    "${@:2}" >/tmp/said 2>&1 || true
    grep -q "$1" /tmp/said || { echo "not said: $1"; cat /tmp/said; return 1; }
}

all_active() { for unit in $UNITS; do [ "$(systemctl is-active $unit)" = active ] || return 1; done; }

# house: what the hub's page is drawn from
house() {
    /opt/dabei/current/bin/python - <<'PYTHON'
import ssl, urllib.request
context = ssl.create_default_context(cafile="/var/lib/dabei/hub/trust/pages-ca.crt")
with urllib.request.urlopen("https://127.0.0.1:8443/api/house", timeout=5, context=context) as answer:
    print(answer.read().decode())
PYTHON
}

# ready NODE...: they have told the hub's broker that they are there
ready() {
    house >/tmp/house
    python3 - "$@" <<'PYTHON'
import json, sys
nodes = json.load(open("/tmp/house"))["nodes"]
sys.exit(not {node["id"] for node in nodes if node["ready"]} >= set(sys.argv[1:]))
PYTHON
}
nodes_ready() { ready kiosk-entrance sensors-hub; }
gone() { house >/dev/null && ! ready "$@"; }

journal_says() { journalctl --no-pager -o cat -u "$1" | grep -q "$2"; }

family_there() { dabei-hub list | grep -q 'Anna Beispiel'; }

# only UNIT: of all programs it alone has another process than in /tmp/pids
only() {
    for unit in $UNITS; do echo "$unit $(pid $unit)"; done >/tmp/pids.now
    [ "$(diff /tmp/pids /tmp/pids.now | sed -n 's/^> \([^ ]*\) .*/\1/p')" = "$1" ] || { diff /tmp/pids /tmp/pids.now; return 1; }
    cp /tmp/pids.now /tmp/pids
}

# restarted UNIT OLD: it has another process than before
restarted() { [ "$(systemctl is-active "$1")" = active ] && [ "$(pid "$1")" != "$2" ]; }

# everything on the disk that an installer may touch, with times
picture() {
    find / -xdev \( -path /proc -o -path /sys -o -path /dev -o -path /run -o -path /tmp -o -path /src -o -path /stick \
        -o -path /var/lib/dabei -o -path /var/log -o -path /var/tmp -o -path /var/lib/systemd -o -path /var/lib/chrony \) -prune \
        -o -type f -printf '%p %s %T@ %i\n' -o -type l -printf '%p %l %T@ %i\n' | sort
}

stage_install() {
    [ "$(ls /sys/class/net)" = lo ]
    # No display, pins or reader here: cage draws into memory, and the pins are simulated.
    mkdir -p /etc/systemd/system/dabei-kiosk.service.d /etc/dabei
    printf '[Service]\nEnvironment=WLR_BACKENDS=headless WLR_LIBINPUT_NO_DEVICES=1 WLR_RENDERER=pixman\n' \
        >/etc/systemd/system/dabei-kiosk.service.d/test.conf
    sed 's/^pins = .*/pins = "simulated"/' /src/this/sensors/example.toml >/etc/dabei/sensors.toml
    cp /etc/dabei/sensors.toml /tmp/mine.toml

    began=$SECONDS
    install this hub kiosk sensors
    say "installed in $((SECONDS - began)) s; /opt/dabei has $(du -sm /opt/dabei | cut -f 1) MB"
    refused sh -c "grep -vxFf /etc/dabei/sensors.toml /tmp/mine.toml | grep -v '^port = '"
    grep -qxF "hosts = [\"$(hostname).local\"]" /etc/dabei/hub.toml
    say "settings that were there kept all that enrolling does not write"
    soon all_active
    soon nodes_ready
    say "hub, broker, kiosk and sensors run, and hear each other"
    soon journal_says dabei-kiosk 'no card can be read: no_reader'
    say "the card service lets the kiosk in"

    systemctl stop dabei-hub
    family_there || dabei-hub add adult --name 'Anna Beispiel' --family test >/dev/null
    systemctl start dabei-hub
    family_there

    sync
    picture >/tmp/before
    pids >/tmp/pids
    install this | tee /tmp/said
    grep -qx 'Nothing was to be done.' /tmp/said
    picture >/tmp/after
    diff /tmp/before /tmp/after
    pids | diff /tmp/pids -
    say "a second run changes no file and starts nothing anew"

    units=$(sed -n 's,^/etc/systemd/system/\(dabei-.*\),\1,p' /opt/dabei/files)
    [ -z "$(systemd-analyze verify $(echo "$units" | sed 's,^,/etc/systemd/system/,') 2>&1 | tee -a /dev/stderr)" ]
    say "systemd-analyze verify says nothing"
    for unit in $UNITS dabei-backup; do
        say "$(systemd-analyze security --no-pager $unit | tail -n 1 | sed 's/^→ //')"
    done

    sandbox
    clock
    watchdog
    figures
}

sandbox() {
    for unit in $UNITS; do
        main=$(pid $unit)
        grep -qx $'NoNewPrivs:\t1' "/proc/$main/status"
        grep -qx $'Seccomp:\t2' "/proc/$main/status"
        grep -qx $'CapEff:\t0000000000000000' "/proc/$main/status"
        # Nothing can be written but its own folder, even by root in its place.
        refused nsenter --target "$main" --mount touch /etc/dabei/forged
        refused nsenter --target "$main" --mount touch /opt/dabei/forged
    done
    [ "$(nsenter --target "$(pid dabei-mosquitto)" --mount ls /var/lib/dabei/hub)" = mosquitto ]
    for user in dabei-kiosk dabei-sensors nobody; do
        refused runuser -u $user -- cat /var/lib/dabei/hub/hub.db
        refused runuser -u $user -- cat /etc/dabei/hub.toml
    done
    [ "$(stat -c '%U %a' /var/lib/dabei/hub /var/lib/dabei/kiosk /var/lib/dabei/sensors | tr '\n' ' ')" = \
        'dabei-hub 700 dabei-kiosk 700 dabei-sensors 700 ' ]
    say "each runs without rights, writes only its own folder, and reads nobody else's"
}

# clock: within its sandbox each can ask whether the clock is right, and cannot set it
clock() {
    for unit in dabei-hub dabei-kiosk dabei-sensors; do
        sed -e 's,^ExecStart=.*,ExecStart=/opt/dabei/current/bin/python /stick/clock.py,' -e 's/^Type=.*/Type=oneshot/' \
            -e '/^Restart=/d; /^WatchdogSec=/d; /^StateDirectory/d; /^RuntimeDirectory/d; /^WorkingDirectory/d; /^Conflicts/d' \
            "/etc/systemd/system/$unit.service" >/run/systemd/system/probe.service
        cat >/stick/clock.py <<'PYTHON'
import ctypes, time
from broker.wire.clock import SystemClock
SystemClock()
assert ctypes.CDLL(None).ntp_adjtime(ctypes.create_string_buffer(512)) >= 0
try:
    time.clock_settime(time.CLOCK_REALTIME, time.time())
except PermissionError:
    pass
else:
    raise SystemExit("the clock was set")
PYTHON
        systemctl daemon-reload
        systemctl start probe
    done
    say "each can ask whether the clock is right, and cannot set it"
}

watchdog() {
    for unit in $UNITS; do
        old=$(pid $unit)
        kill -KILL "$old"
        soon restarted $unit "$old"
    done
    soon all_active
    say "each is back after kill -9"
    for unit in dabei-hub dabei-kiosk dabei-sensors; do
        mkdir -p /run/systemd/system/$unit.service.d
        printf '[Service]\nWatchdogSec=12\n' >/run/systemd/system/$unit.service.d/fast.conf
    done
    systemctl daemon-reload
    systemctl restart dabei-hub dabei-kiosk dabei-sensors
    for unit in dabei-hub dabei-kiosk dabei-sensors; do
        soon systemctl is-active $unit
        old=$(pid $unit)
        working=$(pgrep --full "^/opt/dabei/.*${unit#dabei-}.toml" | head -n 1)
        began=$SECONDS
        kill -STOP "$working"
        soon restarted $unit "$old"
        say "$unit hung, and runs again after $((SECONDS - began)) s (WatchdogSec=12)"
        journalctl --no-pager -o cat -u $unit | grep -qi 'watchdog timeout'
    done
    rm -r /run/systemd/system/dabei-*.service.d
    systemctl daemon-reload
    systemctl restart dabei-hub dabei-kiosk dabei-sensors
    sleep 20
    for unit in dabei-hub dabei-kiosk dabei-sensors; do [ "$(systemctl show -P NRestarts $unit)" = 0 ]; done
    soon nodes_ready
}

figures() {
    for unit in $UNITS; do
        start=$(systemctl show -P InactiveExitTimestampMonotonic $unit) ready=$(systemctl show -P ActiveEnterTimestampMonotonic $unit)
        memory=$(for p in $(cat "/sys/fs/cgroup$(systemctl show -P ControlGroup $unit)/cgroup.procs"); do
            sed -n 's/^Pss: *\([0-9]*\) kB/\1/p' "/proc/$p/smaps_rollup"; done | awk '{ sum += $1 } END { print int(sum / 1024) }')
        say "$unit: ready after $(((ready - start) / 1000)) ms, $memory MB (PSS)"
    done
}

stage_after_a_cut() {
    say "up for $(cut -d ' ' -f 1 /proc/uptime | cut -d . -f 1) s (of the host), $(systemd-analyze time 2>/dev/null | head -n 1 || true)"
    soon all_active
    soon nodes_ready
    family_there
    [ "$(ls /sys/class/net)" = lo ]
    say "all is back without a network, and nothing is lost"
    for unit in $UNITS; do [ "$(systemctl show -P NRestarts $unit)" -le 2 ]; done
    [ -z "$(find /var/log -path '*journal*' -type f -newermt "$(ps -o lstart= -p 1)")" ]
    say "the journal is in memory: $(journalctl --disk-usage)"
}

stage_upgrade() {
    soon all_active
    was=$(readlink /opt/dabei/current)
    began=$SECONDS
    install next
    say "upgraded in $((SECONDS - began)) s"
    [ "$(readlink /opt/dabei/previous)" = "$was" ]
    soon all_active
    soon nodes_ready
    family_there
    /opt/dabei/current/bin/python -c 'from importlib.metadata import version; assert version("dabei") == "9.9.9"'
    grep -q 'of the next version' /etc/systemd/system/dabei-hub.service
    say "an upgrade keeps the data"

    refused install broken
    cat /tmp/refused
    grep -q 'runs again, with all data' /tmp/refused
    soon all_active
    family_there
    [ "$(/opt/dabei/current/bin/python -c 'from importlib.metadata import version; print(version("dabei"))')" = 9.9.9 ]
    say "a version that does not run is taken back by itself"

    sed -i 's/^time_zone = /time_zon = /' /etc/dabei/office.toml
    refused sh /src/next/deploy/raspberrypi/install.sh --rollback
    grep -q 'time_zon: unknown key' /tmp/refused
    sed -i 's/^time_zon = /time_zone = /' /etc/dabei/office.toml
    [ ! -e /var/lib/dabei/hub/hub.db.newer ]
    say "faulty settings are not taken for a database that cannot be read"
    sh /src/next/deploy/raspberrypi/install.sh --rollback
    soon all_active
    soon nodes_ready
    family_there
    [ "$(readlink /opt/dabei/current)" = "$was" ]
    refused grep -q 'of the next version' /etc/systemd/system/dabei-hub.service
    [ "$(stat -c %a /var/lib/dabei/hub/hub.db.newer)" = 600 ]
    [ -z "$(find /var/lib/dabei/hub -name '*.older')" ]
    refused dabei-hub list --family later
    say "--rollback goes back to the version before, with the data"

    sh /src/this/deploy/raspberrypi/install.sh --uninstall
    [ ! -e /opt/dabei ] && [ -z "$(find /etc -name '*dabei*' ! -path '/etc/dabei*' ! -name 'dabei-kiosk.service.d' ! -name '*shadow*' | tee -a /dev/stderr)" ]
    [ -z "$(systemctl list-units --all --plain --no-legend 'dabei-*' | grep -v not-found | tee -a /dev/stderr)" ]
    [ -s /var/lib/dabei/hub/hub.db ] && [ -s /etc/dabei/hub.toml ] && [ -d /var/lib/dabei/kiosk ]
    python3 -c 'import sqlite3; assert sqlite3.connect("/var/lib/dabei/hub/hub.db").execute("SELECT count(*) FROM adult").fetchone() == (1,)'
    say "uninstalled: no program and no unit is left, settings and data are"
    install this hub
    soon family_there
    say "installed again: the family is there"
}

# shellcheck source=tests/install_settings.sh
. "$(dirname "$0")/install_settings.sh"
# shellcheck source=tests/install_two.sh
. "$(dirname "$0")/install_two.sh"

"stage_$STAGE"
echo passed >"$MARK"
