"""Dependencies point one way, and each foreign library has one owner."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("broker", "kiosk", "sensors")
LAYERS = {
    # module prefix: what of ours it may import, beside itself
    "broker.wire": (),
    "broker.house": ("broker.wire",),
    "broker.retention": ("broker.wire",),
    "broker.store": (
        "broker.wire", "broker.house", "broker.known", "broker.retention", "broker.minding", "broker.families",
        "broker.family_rules", "broker.holding",
    ),
    "broker.together": (),
    "broker.embedded": ("broker.wire", "broker.together"),
    "broker.timing": ("broker.wire",),
    "broker.settings": ("broker.wire", "broker.house", "broker.store", "broker.retention"),
    "broker.trust": ("broker.wire", "broker.house", "broker.snapshot", "broker.settings"),
    "broker.trust_commands": (
        "broker.wire", "broker.house", "broker.store", "broker.settings", "broker.trust", "broker.passwords",
        "broker.card_commands",
    ),
    "broker.snapshot": ("broker.wire", "broker.house", "broker.holding"),
    "broker.holding": ("broker.wire", "broker.house"),
    "broker.web": (
        "broker.wire", "broker.house", "broker.snapshot", "broker.known", "broker.minding", "broker.passwords",
        "broker.families", "broker.family_rules", "broker.holding", "broker.watch", "broker.retention", "broker.trust",
    ),
    "broker.known": ("broker.wire",),
    "broker.families": ("broker.wire", "broker.house"),
    "broker.family_rules": ("broker.wire", "broker.house", "broker.families"),
    "broker.keeping": (
        "broker.wire", "broker.house", "broker.store", "broker.known", "broker.families", "broker.register",
    ),
    "broker.passwords": (),
    "broker.minding": (),
    "broker.accounts": (
        "broker.wire", "broker.store", "broker.known", "broker.minding", "broker.passwords",
    ),
    "broker.onemachine": ("broker.wire", "broker.embedded", "broker.together"),
    "broker.__main__": ("broker",),
    "broker.inbox": (),
    "broker.watchers": (),
    "broker.watch": ("broker.wire",),
    "broker.intake": ("broker.wire", "broker.store", "broker.timing"),
    "broker.ledger": (
        "broker.wire", "broker.house", "broker.store", "broker.watch", "broker.known", "broker.retention",
    ),
    "broker.timekeeper": (
        "broker.wire", "broker.house", "broker.store", "broker.timing", "broker.intake", "broker.ledger",
    ),
    "broker.nodes": ("broker.wire", "broker.house", "broker.snapshot", "broker.intake"),
    "broker.holidays": ("broker.wire", "broker.house"),
    "broker.register": (
        "broker.wire", "broker.house", "broker.holidays", "broker.store", "broker.ledger", "broker.minding",
        "broker.retention", "broker.holding",
    ),
    "broker.historian": ("broker.wire", "broker.house", "broker.store", "broker.snapshot"),
    "broker.past": ("broker.wire", "broker.house", "broker.store", "broker.known"),
    "broker.housekeeper": ("broker.wire", "broker.house", "broker.store"),
    "broker.requests": ("broker.wire",),
    "broker.cards": (
        "broker.wire", "broker.house", "broker.store", "broker.known", "broker.holding", "broker.register",
    ),
    "broker.codes": ("broker.wire", "broker.store", "broker.known", "broker.register"),
    "broker.guests": ("broker.wire", "broker.store", "broker.known", "broker.holding", "broker.register"),
    "broker.asked": ("broker.wire", "broker.aggregator", "broker.known"),
    "broker.card_commands": ("broker.wire", "broker.store", "broker.settings", "broker.cards", "broker.holding"),
    "broker.tables": ("broker.wire",),
    "broker.week_commands": ("broker.wire", "broker.house", "broker.store", "broker.tables"),
    "broker.account_commands": (
        "broker.wire", "broker.store", "broker.settings", "broker.accounts", "broker.passwords", "broker.card_commands",
    ),
    "broker.history_commands": (
        "broker.wire", "broker.house", "broker.store", "broker.settings", "broker.tables", "broker.week_commands",
    ),
    "broker.keeper": (
        "broker.wire", "broker.house", "broker.store", "broker.ledger", "broker.settings", "broker.card_commands",
        "broker.history_commands", "broker.account_commands", "broker.backup_commands", "broker.families",
        "broker.known", "broker.holding", "broker.trust_commands",
    ),
    "broker.key_paper": ("broker.store.sealing",),
    "broker.nightly": ("broker.wire", "broker.house", "broker.store", "broker.settings"),
    "broker.backup_commands": (
        "broker.wire", "broker.store", "broker.settings", "broker.nightly", "broker.key_paper",
    ),
    "broker.publisher": ("broker.wire", "broker.house", "broker.store"),
    "broker.pulse": ("broker.wire", "broker.intake", "broker.snapshot"),
    "broker.discovery": ("broker.wire", "broker.house"),
    "broker.homeassistant": ("broker.wire", "broker.house", "broker.publisher", "broker.discovery"),
    "broker.aggregator": (
        "broker.wire", "broker.house", "broker.store", "broker.snapshot", "broker.intake", "broker.ledger",
        "broker.minding", "broker.publisher", "broker.pulse",
        "broker.inbox", "broker.timekeeper", "broker.register", "broker.nodes", "broker.watchers", "broker.requests",
        "broker.cards", "broker.codes", "broker.guests", "broker.keeping", "broker.accounts", "broker.historian",
        "broker.past", "broker.housekeeper",
        "broker.discovery", "broker.homeassistant", "broker.watch", "broker.known", "broker.retention",
    ),
    "broker.front": (
        "broker.wire", "broker.house", "broker.known", "broker.minding", "broker.families", "broker.holding",
        "broker.snapshot", "broker.aggregator", "broker.watch", "broker.retention",
    ),
    "broker": (),
    "sensors": ("broker.wire",),
    "kiosk": ("broker.wire", "broker.house"),
}  # fmt: skip
OWNERS = {
    "paho": {"broker.wire.link"},
    "tomlkit": {"broker.wire.enrolment"},
    "cryptography": {"broker.wire.sealed", "broker.trust.authority"},
    "babel": {"broker.wire.language"},
    "sqlite_utils": {"broker.store.store", "broker.store.migrations", "broker.store.backup"},
    "gpiozero": {"sensors.devices", "kiosk.buttons"},
    "pyipp": {"sensors.printers"},
    "pysnmp": {"sensors.snmp"},
    "sensirion_driver_adapters": {"sensors.climate"},
    "sensirion_i2c_driver": {"sensors.climate"},
    "sensirion_i2c_scd4x": {"sensors.climate"},
    "segno": {"kiosk.qr", "broker.web.phone_qr", "broker.key_paper"},
    "pyrage": {"broker.store.sealing"},
    "evdev": {"kiosk.readers.keyboard"},
    "smartcard": {"kiosk.readers.pcsc"},
    "uvicorn": {"broker.web.server"},
    "prometheus_client": {"broker.web.metrics"},
    "holidays": {"broker.holidays"},
    "argon2": {"broker.passwords"},
    "arabic_reshaper": {"kiosk.text"},
    "bidi": {"kiosk.text"},
}


def modules() -> Iterator[tuple[str, Path]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            yield name.removesuffix(".__init__"), path


@cache
def imports(path: Path) -> set[str]:
    found = set[str]()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def within(name: str, prefix: str) -> bool:
    return name == prefix or name.startswith(prefix + ".")


def layer(name: str) -> str:
    return max((prefix for prefix in LAYERS if within(name, prefix)), key=len)


@pytest.mark.parametrize(
    ("name", "path"), list(modules()), ids=lambda value: str(value) if isinstance(value, str) else ""
)
def test_a_module_imports_only_what_its_layer_may(name: str, path: Path) -> None:
    allowed = (layer(name), *LAYERS[layer(name)])
    for target in imports(path):
        if target.split(".")[0] in PACKAGES:
            assert any(within(target, prefix) for prefix in allowed), f"{name} must not import {target}"


@pytest.mark.parametrize("library", OWNERS)
def test_a_foreign_library_has_one_owner(library: str) -> None:
    users = {name for name, path in modules() if any(within(target, library) for target in imports(path))}
    assert users == OWNERS[library]


def test_kivy_stays_on_the_drawing_side() -> None:
    users = {name for name, path in modules() if any(within(target, "kivy") for target in imports(path))}
    thinking = {"kiosk.flow", "kiosk.view", "kiosk.presenter", "kiosk.local", "kiosk.controller", "kiosk.station"}
    assert not users & thinking
    assert all(within(name, "kiosk") for name in users)


def test_a_sensor_node_loads_neither_pages_nor_store() -> None:
    reached, waiting = set[str](), {"sensors.__main__"}
    known = dict(modules())
    while waiting:
        name = waiting.pop()
        reached.add(name)
        targets = {t if t in known else t.rpartition(".")[0] for t in imports(known[name])}
        waiting |= {target for target in targets if target in known} - reached
    assert not [name for name in reached if within(name, "broker.web") or within(name, "broker.store")]
