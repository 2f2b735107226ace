#!/bin/sh
# shellcheck source-path=SCRIPTDIR
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
COPY=$DATA/hub/before-upgrade.db
FILES=$HERE       # where the files of the system are, of the version that is to run
LISTED=$OPT/files # what we have put outside of these three
SCRATCH=$(mktemp -d)
trap 'rm -rf "$SCRATCH"' EXIT
trap 'exit 130' HUP INT TERM
export DEBIAN_FRONTEND=noninteractive PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore

CHANGES=0
say() { printf '%s\n' "$*"; }
did() { say "  $*"; CHANGES=$((CHANGES + 1)); }
stop() { say "install.sh: $*" >&2; exit 1; }
has() { case " $ROLES " in *" $1 "*) ;; *) return 1 ;; esac; }
booted() { [ -d /run/systemd/system ]; }
as() { user=$1; shift; (cd / && runuser -u "$user" -- "$@"); }
hub() { as dabei-hub "$OPT/current/bin/dabei-broker" "$ETC/hub.toml" "$@"; }

# shellcheck source=parts/roles.sh
. "$HERE/parts/roles.sh"
# shellcheck source=parts/machine.sh
. "$HERE/parts/machine.sh"
# shellcheck source=parts/programs.sh
. "$HERE/parts/programs.sh"
# shellcheck source=parts/files.sh
. "$HERE/parts/files.sh"
# shellcheck source=parts/settings.sh
. "$HERE/parts/settings.sh"
# shellcheck source=parts/versions.sh
. "$HERE/parts/versions.sh"
# shellcheck source=parts/bundle.sh
. "$HERE/parts/bundle.sh"

install_all() {
    check_machine
    read_roles "$@"
    check_name
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
    [ -e "$LISTED" ] || stop "Dabei is not installed here."
    read_roles
    VERSION=$(version previous)
    [ -e "$OPT/versions/${VERSION:-none}/complete" ] || stop "there is no version before."
    # A hub that does not run for its settings would be taken for one that cannot read the database.
    look_at_settings
    trust
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
    rm -rf "$OPT" /usr/local/share/dabei /var/cache/dabei
    ! booted || { systemctl daemon-reload && systemctl reset-failed 'dabei-*' 2>/dev/null; } || true
    say "The programs are gone. Settings are in $ETC, data in $DATA; Debian's packages and our users stay, too."
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
