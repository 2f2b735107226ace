# Settings to begin with, the office's certificates, and the nodes of this machine.
# shellcheck shell=sh

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

# settle SOURCE NAME ROLE [SED]: something to begin with, never in the place of what is there
settle() {
    [ ! -e "$ETC/$2" ] || return 0
    install -d "$ETC"
    sed "${4-}" "$SOURCE/$1" >"$SCRATCH/settings"
    # On the disk before it has its name: what is there once is never written again, not even if a power cut emptied it.
    install -m 0640 -g "dabei-$3" "$SCRATCH/settings" "$ETC/.$2"
    sync "$ETC/.$2"
    mv "$ETC/.$2" "$ETC/$2"
    did "$ETC/$2: to begin with; fit it to your office"
}

# A hub is found by its machine's name, which stands in its certificates from then on.
own_name() { hostname | tr '[:upper:]' '[:lower:]' | cut -d . -f 1; }

check_name() {
    if ! has hub || [ -e "$ETC/hub.toml" ]; then return 0; fi
    case $(own_name) in
    localhost | -* | *- | '' | *[!a-z0-9-]*)
        stop "this machine is called '$(own_name)', and others find a hub by a name of its own, of letters, digits and hyphens; give it \
one with: sudo hostnamectl hostname dabei, restart it, and start again."
        ;;
    esac
}

settle_all() {
    if has hub; then
        settle broker/onemachine/prohlis/office.toml office.toml hub
        settle deploy/raspberrypi/settings/hub.toml hub.toml hub "s,@HOST@,$(own_name).local,"
    fi
    ! has kiosk || settle kiosk/example.toml kiosk.toml kiosk "s,^data = .*,data = \"$DATA/kiosk\",; s,^pcsc = .*,pcsc = true,"
    # Without the things of the example: a pin to which nothing is wired tells whatever it likes.
    ! has sensors || settle sensors/example.toml sensors.toml sensors "/^\[\[sensors]]/,\$d"
}

# program NAME: the one of the version that is to run, whatever runs now
program() { echo "$OPT/versions/$VERSION/bin/$1"; }

# fault ROLE: what is wrong with its settings, nothing if they are right
fault() {
    as "dabei-$1" "$(program python)" - "$1" "$ETC/$1.toml" <<'PYTHON' 2>&1 | tail -n 1
import importlib, pathlib, sys
from broker.wire.errors import SettingsError
from broker.wire.settings import load
role, path = sys.argv[1:]
try:
    load(pathlib.Path(path), getattr(importlib.import_module(f"{role}.settings"), f"{role.title()}Settings"))
except SettingsError as exc:
    print(" ".join(str(exc).split()))
PYTHON
}

# Looked at before anything is ended: what runs goes on with the settings that it has read, and would not start anew.
look_at_settings() {
    FAULTY=
    for role in kiosk sensors; do
        has $role || continue
        fault=$(fault $role)
        [ -n "$fault" ] || continue
        if booted && active "dabei-$role.service"; then stop "$fault. What runs goes on."; fi
        say "  dabei-$role cannot run yet: $fault"
        FAULTY="$FAULTY dabei-$role.service"
    done
}

# The office's certificates, and Mosquitto's settings; also the place where faults of hub.toml and office.toml are told.
trust() {
    has hub || return 0
    written=$(sums "$DATA/hub/mosquitto")
    as dabei-hub "$(program dabei-broker)" "$ETC/hub.toml" trust >"$SCRATCH/trust" 2>&1 ||
        stop "$(sed 's/^dabei-broker: //' "$SCRATCH/trust")
No more was done; what runs goes on."
    [ "$written" = "$(sums "$DATA/hub/mosquitto")" ] || did "certificates and Mosquitto's settings"
}

sums() { (cd "$1" 2>/dev/null && find . -type f -exec sha256sum {} + | sort) || true; }

# What runs on the hub's own machine becomes a node of the office without anybody's doing.
enrol_here() {
    has hub || return 0
    for role in kiosk sensors; do
        if ! has $role || enrolled $role; then continue; fi
        node=$(setting "$ETC/$role.toml" node) waits=$DATA/hub/$role.bundle
        if hub enrol "$node" "$waits" --host 127.0.0.1 >"$SCRATCH/enrol" 2>&1 &&
            sed -n 's/^Code: //p' "$SCRATCH/enrol" >"$SCRATCH/code" &&
            "$OPT/current/bin/dabei-$role" "$ETC/$role.toml" enrol "$waits" <"$SCRATCH/code" >"$SCRATCH/enrol" 2>&1; then
            did "$node is a node of the office"
        else
            say "  $node is no node of the office yet: $(tail -n 1 "$SCRATCH/enrol")"
        fi
        rm -f "$waits"
    done
}

# enrolled ROLE: it is of this office, says so in its settings, and knows the authorities of today
enrolled() {
    [ -n "$(setting "$ETC/$1.toml" mqtt tls cert)" ] || return 1
    [ "$(setting "$ETC/$1.toml" mqtt site)" = "$(setting "$ETC/office.toml" site)" ] || return 1
    for name in nodes-ca pages-ca; do
        [ "$1 $name" = "sensors pages-ca" ] || cmp -s "$DATA/$1/trust/$name.crt" "$DATA/hub/trust/$name.crt" || return 1
    done
}
