# Debian packages, users and folders.
# shellcheck shell=sh

check_machine() {
    [ "$(id -u)" = 0 ] || stop "only root can install; put sudo before it."
    command -v apt-get >/dev/null || stop "this is no Debian and no Raspberry Pi OS."
    SYSTEM=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release) ARCH=$(dpkg --print-architecture)
    case $SYSTEM in bookworm | trixie) ;; *) stop "this is ${SYSTEM:-unknown}; Dabei needs Bookworm (12) or Trixie (13)." ;; esac
    case $ARCH in
    arm64 | amd64) ;;
    *) stop "this system is $ARCH; Dabei needs a 64-bit one: write the SD card anew with Raspberry Pi OS (64-bit)." ;;
    esac
    if [ -d "$BUNDLE" ] && [ "$(cat "$BUNDLE/for")" != "$SYSTEM $ARCH" ]; then
        stop "this folder was made for $(cat "$BUNDLE/for"), and here is $SYSTEM $ARCH; make it anew on such a machine."
    fi
    [ -e "$OPT/current" ] || check_room
}

# Of a version and the packages that it needs.
check_room() {
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

# A power cut leaves packages half installed, and then apt does nothing at all before that is mended.
mend_packages() {
    [ -n "$(dpkg --audit)$(ls /var/lib/dpkg/updates)" ] || return 0
    did "what was cut off among the packages, to its end"
    dpkg --force-confold --configure -a >"$SCRATCH/apt" 2>&1 || true
    apt update || stop "the list of packages cannot be had: $(tail -n 1 "$SCRATCH/apt")"
    # By name, or what is broken might be taken away instead.
    # shellcheck disable=SC2046
    apt --fix-broken install -y --no-install-recommends $(each packages_of) ||
        stop "packages cannot be mended: $(tail -n 1 "$SCRATCH/apt")"
}

install_packages() {
    ! has hub || mask mosquitto.service # Debian's own would start at once, on a port that ours needs
    mend_packages
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
