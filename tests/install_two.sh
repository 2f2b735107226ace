# Stages of tests/install_stages.sh for two machines with a cable between them; files in /stick/talk go to and fro.
# shellcheck shell=bash disable=SC2086

# The hub of the two machines that are tied together: the other one is at stage_second_pi.
stage_second_hub() {
    soon nodes_ready
    printf '\n[[nodes]]\nid = "kiosk-garden"\nrole = "kiosk"\nname = "Garten"\n' >>/etc/dabei/office.toml
    install this
    soon nodes_ready
    code() { dabei-hub enrol kiosk-garden "$@" | sed -n 's/^Code: //p' >/stick/talk/code.new; }
    expects installed
    code
    hand_over code
    soon ready kiosk-garden
    say "a second Pi is enrolled over https, by the hub's name"
    dabei-hub revoke kiosk-garden
    soon gone kiosk-garden
    sleep 15
    gone kiosk-garden
    soon nodes_ready
    say "what is revoked is heard no longer, and the others are"
    code /var/lib/dabei/hub/garden.bundle
    mv /var/lib/dabei/hub/garden.bundle /stick/talk/
    hand_over code
    soon ready kiosk-garden
    say "it is enrolled anew by a file that was carried over"
    sed -i 's/^hosts = \["\(.*\)"\]/hosts = ["\1", "10.77.0.1"]/' /etc/dabei/hub.toml
    says 'trust --anew' install this
    soon ready kiosk-entrance sensors-hub kiosk-garden
    dabei-hub trust --anew
    says 'kiosk-entrance is a node of the office' install this
    soon nodes_ready
    soon pages_trusted
    say "the kiosk beside the hub follows other addresses"
    sed -i 's/^site = "gorbitz"/site = "neustadt"/' /etc/dabei/office.toml /etc/dabei/hub.toml
    install this
    soon nodes_ready
    dabei-hub trust --anew
    says 'start dabei-hub.service anew' install this
    soon nodes_ready
    soon pages_trusted
    say "certificates follow another name of the office, once they are to"
    code --host 10.77.0.1
    hand_over code
    soon ready kiosk-garden
    expects 'done'
    say "the other one does when it is enrolled anew, by the address"
}

# hand_over NAME, expects NAME: a file between the two machines
hand_over() { sync /stick/talk && mv "/stick/talk/$1.new" "/stick/talk/$1"; }
expects() { for _ in $(seq 600); do [ ! -e "/stick/talk/$1" ] || return 0; sleep 1; done; echo "no $1 came"; return 1; }

# pages_trusted: the kiosk has its roster over a connection that it trusts, and says nothing to the contrary
pages_trusted() {
    since=$(systemctl show -P ActiveEnterTimestamp dabei-kiosk)
    ! journalctl --no-pager -o cat -u dabei-kiosk --since "$since" | grep -qi 'certificate'
}

stage_second_pi() {
    mkdir -p /etc/systemd/system/dabei-kiosk.service.d
    printf '[Service]\nEnvironment=WLR_BACKENDS=headless WLR_LIBINPUT_NO_DEVICES=1 WLR_RENDERER=pixman\n' \
        >/etc/systemd/system/dabei-kiosk.service.d/test.conf
    install this kiosk 2>&1 | tee /tmp/said
    refused grep Failed /tmp/said
    began=$SECONDS
    says 'dabei-sensors.service' install this sensors
    cat /tmp/said
    say "sensors without anything wired are told of after $((SECONDS - began)) s"
    grep -q 'sensors: there is none' /tmp/said
    [ "$(systemctl is-active dabei-sensors || true) $(systemctl is-enabled dabei-sensors || true)" = 'inactive disabled' ]
    printf '\n[[sensors]]\nid = "door-garden"\nkind = "door"\npin = 17\nroom = "group"\n' >>/etc/dabei/sensors.toml
    sed -i 's/^pins = .*/pins = "simulated"/' /etc/dabei/sensors.toml
    install this
    [ "$(systemctl is-active dabei-sensors)" = active ]
    say "and start once something stands in sensors.toml"
    touch /stick/talk/installed
    for source in "https://$(sed 's/-second$//' /etc/hostname).local:8443" /stick/talk/garden.bundle https://10.77.0.1:8443; do
        expects code
        dabei-kiosk enrol "$source" </stick/talk/code
        rm /stick/talk/code
        soon systemctl is-active dabei-kiosk
    done
    touch /stick/talk/done
    sleep 5
}
