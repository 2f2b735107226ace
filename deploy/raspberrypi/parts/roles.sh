# What each role needs: packages, units, groups.
# shellcheck shell=sh

packages_of() {
    echo avahi-daemon ca-certificates libnss-mdns python3 python3-venv
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
