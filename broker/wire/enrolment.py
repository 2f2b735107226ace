"""What a machine does to become a node of an office: it takes a bundle in, and fits its settings to it."""

import argparse
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from broker.wire import private
from broker.wire.bundle import Bundle, get, unpack
from broker.wire.errors import DabeiError, SettingsError

HEAD = "# Begun by `enrol`. What else may stand here is told in {role}/example.toml.\n"


def enrol(options: argparse.Namespace, role: str) -> None:
    """Ask for the code, take in what it opens, and fit the settings to it; whatever else stands there stays.

    :raises DabeiError: it cannot be done; nothing has changed.
    """
    try:
        code = input("Code: ").strip()
    except EOFError:
        raise DabeiError("the hub has told a code; type it, or hand it in") from None
    bundle, path = get(options.source, code), options.settings
    if bundle.role != role:
        raise DabeiError(f"{bundle.node} is a node of the kind {bundle.role}; take it in with dabei-{bundle.role}")
    data = options.folder.absolute()
    settings = _read(path, role)
    was = settings.get("node", bundle.node)
    if was != bundle.node and "tls" in settings.get("mqtt", {}):
        raise SettingsError(f"this is for {bundle.node}, and {path} is of {was}; take `node` and [mqtt.tls] out first")
    settings.setdefault("data", str(data))  # what waits in another folder is not left behind
    _fit(settings, wanted(bundle, data / "trust"))
    unpack(bundle, data / "trust")
    try:
        private.rewrite(path, tomlkit.dumps(settings).encode())
    except OSError as exc:
        raise DabeiError(f"cannot write {path}: {exc.strerror}. Run this as root") from exc
    print(f"{bundle.node} of {bundle.site} is enrolled: {path} says so now, its certificate is in {data / 'trust'}")


def wanted(bundle: Bundle, trust: Path) -> dict[str, Any]:
    """Give what the settings of such a node have to say; its secrets are in the folder `trust`."""
    tls = {"ca": f"{trust}/nodes-ca.crt", "cert": f"{trust}/node.crt", "key": f"{trust}/node.key"}
    found: dict[str, Any] = {"node": bundle.node}
    if bundle.role == "kiosk":
        found |= {"hub": bundle.pages, "ca": f"{trust}/pages-ca.crt", "token": f"{trust}/token"}
    return found | {"mqtt": {"site": bundle.site, "host": bundle.host, "port": bundle.mqtt_port, "tls": tls}}


def _read(path: Path, role: str) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(path.read_text("utf-8") if path.exists() else HEAD.format(role=role))
    except (OSError, UnicodeDecodeError, TOMLKitError) as exc:
        raise SettingsError(f"{path} cannot be read: {exc}") from exc


def _fit(settings: Any, values: dict[str, Any]) -> None:  # noqa: ANN401  # TOML holds anything
    for key, value in values.items():
        if not isinstance(value, dict):
            settings[key] = value
            continue
        if not isinstance(settings.get(key), dict):
            settings[key] = tomlkit.table()
        _fit(settings[key], value)
