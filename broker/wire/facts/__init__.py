"""All kinds of facts in one table: their shapes, and who may send them."""

from typing import get_args

import msgspec

from broker.wire.errors import WireError
from broker.wire.facts.care import CallAnswered, CareFact
from broker.wire.facts.custody import CustodyFact
from broker.wire.facts.house import (
    BadgeRefused,
    CardRefused,
    DeskMarked,
    EmergencyBegan,
    EmergencyEnded,
    EmergencyTicked,
    Erased,
    FormerCardUsed,
    HouseFact,
    LostCardUsed,
    PinLocked,
)
from broker.wire.facts.presence import PresenceFact
from broker.wire.facts.settings import SettingFact
from broker.wire.message import Body

FactBody = PresenceFact | CustodyFact | CareFact | HouseFact | SettingFact
HUB_ROLE = "hub"
_BY_CARERS = {
    "taken", "returned", "released", "child_gone", "child_marked", "shift_planned", "shift_cancelled", "counted",
    "place_offered", "place_lapsed", "called", "call_escalated",
}  # fmt: skip
_BY_KIOSKS = (
    *get_args(PresenceFact), *get_args(CustodyFact), *get_args(CareFact), CardRefused, BadgeRefused, LostCardUsed,
    FormerCardUsed, DeskMarked, PinLocked, Erased, EmergencyBegan, EmergencyTicked, EmergencyEnded,
)  # fmt: skip


def _roles(shape: type[Body]) -> frozenset[str]:
    kiosk = {"kiosk"} if shape in _BY_KIOSKS and shape.__struct_config__.tag not in _BY_CARERS else set()
    sensors = {"sensors"} if shape is CallAnswered else set()
    return frozenset({HUB_ROLE} | kiosk | sensors)


KINDS: dict[str, tuple[type[Body], frozenset[str]]] = {
    str(shape.__struct_config__.tag): (shape, _roles(shape)) for shape in get_args(FactBody)
}
"""Every fact kind: its shape, and the roles that may send it. New kinds only by adding."""
SETTINGS = frozenset(str(shape.__struct_config__.tag) for shape in get_args(SettingFact))
"""Kinds by which staff set something for the house: they hold until others take their place."""
_bodies: msgspec.json.Decoder[FactBody] = msgspec.json.Decoder(FactBody)


def decode_body(payload: bytes) -> FactBody:
    """Read a fact's own fields out of its payload.

    :raises WireError: its kind is not known here, or its fields do not fit.
    """
    try:
        return _bodies.decode(payload)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as exc:
        raise WireError(f"unread: {exc}") from exc
