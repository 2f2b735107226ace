#!/bin/sh
# What the hub's keeper does, as the hub's own user: sudo dabei-hub list, sudo dabei-hub new-card Anna
set -eu
[ "$(id -u)" = 0 ] || { echo "dabei-hub: only root may do this; put sudo before it" >&2; exit 2; }
cd /var/lib/dabei/hub
exec runuser -u dabei-hub -- /opt/dabei/current/bin/dabei-broker /etc/dabei/hub.toml "$@"
