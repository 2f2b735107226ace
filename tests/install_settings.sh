# Stages of tests/install_stages.sh: begun anew, and with other settings.
# shellcheck shell=bash disable=SC2086

# Is killed at some moment, and begun anew.
stage_begin() { install this hub kiosk sensors; }

stage_settings() {
    soon nodes_ready
    for unit in $UNITS; do echo "$unit $(pid $unit)"; done >/tmp/pids
    sleep 1 # so long is a second of a file's time
    for each in kiosk:dim_after_s sensors:hold_s office:announced_min hub:daily; do
        file=${each%:*} key=${each#*:} of=dabei-${each%:*}
        [ $file != office ] || of=dabei-hub
        sed -i "s/^$key = [0-9]*/$key = 9/" /etc/dabei/$file.toml
        says "start $of.service anew, with its new settings" install this
        soon all_active
        only $of
        says 'Nothing was to be done' install this
    done
    say "changed settings start their own program anew, once"

    cp -a /etc/dabei/office.toml /etc/dabei/hub.toml /tmp/
    for fault in 's/^places = 10/places = "ten"/' 's/^name = .*/name = "cut off/'; do
        sed -i "$fault" /etc/dabei/office.toml
        says '/etc/dabei/office.toml' install this
        only ''
        refused install next
        grep -q '/etc/dabei/office.toml' /tmp/refused
        only ''
        cp -a /tmp/office.toml /etc/dabei/
    done
    head -c 300 /tmp/hub.toml >/etc/dabei/hub.toml
    refused install this
    grep -q '/etc/dabei/hub.toml' /tmp/refused
    only ''
    cp -a /tmp/hub.toml /etc/dabei/
    says 'Nothing was to be done' install this
    say "with settings that have faults, it names them, and what runs goes on"

    sed -i 's/^site = "prohlis"/site = "gorbitz"/' /etc/dabei/office.toml /etc/dabei/hub.toml
    says 'kiosk-entrance is a node of the office' install this
    grep -q '^site = "gorbitz"' /etc/dabei/kiosk.toml && grep -q '^site = "gorbitz"' /etc/dabei/sensors.toml
    soon nodes_ready
    family_there
    say "kiosk and sensors beside the hub follow another name of the office"
}
