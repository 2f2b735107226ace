#!/bin/sh
# Makes this machine's kiosk or sensors a node of an office: sudo dabei-kiosk enrol https://dabei.local:8443
set -eu
program=$(basename "$0")
[ "${1-}" = enrol ] || { echo "on this machine: sudo $program enrol https://dabei.local:8443" >&2; exit 2; }
[ "$(id -u)" = 0 ] || { echo "$program: only root may do this; put sudo before it" >&2; exit 2; }
"/opt/dabei/current/bin/$program" "/etc/dabei/${program#dabei-}.toml" "$@"
systemctl restart "$program"
