"""The command by which a machine becomes a node: `dabei-kiosk SETTINGS enrol FROM`, and the same of `dabei-sensors`."""

import argparse
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from broker.wire import private
from broker.wire.bundle import Bundle, get, unpack
from broker.wire.errors import DabeiError, SettingsError

MQTT = """
[mqtt]
site = "{site}"
host = "{host}"
port = {mqtt_port}

[mqtt.tls]
ca = "{folder}/nodes-ca.crt"
cert = "{folder}/node.crt"
key = "{folder}/node.key"
"""
HEAD = """\
# Written by `enrol`. What else may stand here is told in {role}/example.toml.
node = "{node}"
data = "{data}"
"""
ROLES = {"kiosk": 'hub = "{pages}"\nca = "{folder}/pages-ca.crt"\ntoken = "{folder}/token"\n', "sensors": ""}
"""What a role's settings have beside."""


def offer(parser: argparse.ArgumentParser, role: Literal["kiosk", "sensors"]) -> None:
    """Add the command to a program's command line; the options then have `enrol`."""
    parser.set_defaults(enrol=None)
    text = "become a node of an office: take its certificate in, and write the settings if there are none"
    command = parser.add_subparsers(metavar="enrol").add_parser("enrol", help=text, description=text)
    command.add_argument("source", metavar="FROM", help="the hub's file, or address, such as https://dabei.local:8443")
    command.add_argument(
        "--folder",
        type=Path,
        default=Path(f"/var/lib/dabei/{role}"),
        help="of its data; secrets go to `trust` there",
    )
    command.set_defaults(enrol=lambda options: enrol(options, role))


def enrol(options: argparse.Namespace, role: str) -> None:
    """Ask for the code, and take in what it opens.

    :raises DabeiError: it cannot be done; nothing has changed.
    """
    try:
        code = input("Code: ").strip()
    except EOFError:
        raise DabeiError("the hub has told a code; type it, or hand it in") from None
    bundle = get(options.source, code)
    folder = options.folder.absolute() / "trust"
    wanted = skeleton(bundle, options.folder.absolute())
    lacking = list(_lacking(options.settings, wanted)) if options.settings.exists() else []
    if bundle.role != role:
        raise DabeiError(f"{bundle.node} is a node of the kind {bundle.role}; take it in with dabei-{bundle.role}")
    unpack(bundle, folder)
    print(f"{bundle.node} of {bundle.site} is enrolled; its certificate and key are in {folder}")
    if not options.settings.exists():
        _write(options.settings, wanted)
        print(f"written: {options.settings}")
    for line in lacking:
        print(f"in {options.settings} set {line}")


def skeleton(bundle: Bundle, data: Path) -> str:
    """Give the least settings of such a node, as TOML."""
    places = {"data": data, "folder": data / "trust"}
    fields = {name: getattr(bundle, name) for name in ("site", "node", "role", "host", "mqtt_port", "pages")}
    return (HEAD + ROLES[bundle.role] + MQTT).format(**fields, **places)


def _lacking(path: Path, wanted: str) -> Iterator[str]:
    """Give what the settings that are there would need.

    :raises SettingsError: they cannot be read, or are another node's.
    """
    try:
        found, new = tomllib.loads(path.read_text("utf-8")), tomllib.loads(wanted)
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as exc:
        raise SettingsError(f"{path} cannot be read: {exc}") from exc
    if found.get("node", new["node"]) != new["node"]:
        raise SettingsError(f"this is for {new['node']}, and {path} is of {found['node']}; name the right one")
    del new["data"]
    yield from _different(found, new, "")


def _different(found: dict[str, Any], new: dict[str, Any], where: str) -> Iterator[str]:
    for key, value in new.items():
        if isinstance(value, dict):
            yield from _different(found.get(key, {}), value, f"{where}{key}.")
        elif found.get(key) != value:
            yield f"{where}{key} = {value!r}".replace("'", '"')


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        private.put(path, text.encode(), 0o644)
    except OSError as exc:
        raise DabeiError(f"cannot write {path}: {exc.strerror}. Run this as root") from exc
