"""Settings files in TOML, checked whole: every fault at once, unknown keys with a guess."""

import difflib
import tomllib
import types
import typing
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta, Struct

from broker.wire.errors import SettingsError
from broker.wire.message import Name

_S = TypeVar("_S", bound="Settings")
Port = Annotated[int, Meta(ge=1, le=65535)]
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
"""This machine."""


class Settings(Struct, frozen=True, kw_only=True):
    """Base of everything that a settings file holds.

    A file with keys that nobody knows is refused by `check`. On the wire they are skipped: an office that a newer hub
    hands to an older kiosk has to be read.
    """

    def problems(self) -> list[str]:
        """Give what is wrong across fields, one sentence each."""
        return []


class MqttTls(Settings, frozen=True):
    """Paths of what shows who this is, and by whom the broker has to be known."""

    ca: str
    cert: str
    key: str


class MqttSettings(Settings, frozen=True):
    """Where the MQTT broker listens, and for which office."""

    site: Name
    host: Annotated[str, Meta(min_length=1)] = "127.0.0.1"
    port: Port = 1883
    tls: MqttTls | None = None
    """None: in the clear, on this machine only."""

    def problems(self) -> list[str]:
        """Refuse to speak in the clear to another machine."""
        if self.tls or self.host in LOOPBACK:
            return []
        return [f"mqtt.host: {self.host!r} is another machine; that needs [mqtt.tls], or whoever is near listens in"]


def load(path: Path, kind: type[_S]) -> _S:
    """Read a settings file.

    :raises SettingsError: it is missing, no TOML, or has faults; all of them are in the text.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as exc:
        raise SettingsError(f"cannot read the settings {path}: {exc.strerror}. Name the right file.") from exc
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as exc:
        raise SettingsError(f"{path} is no valid TOML: {exc}") from exc
    return check(data, kind, str(path))


def check(data: dict[str, Any], kind: type[_S], source: str) -> _S:
    """Turn a table into settings.

    :raises SettingsError: with every fault, each named by its place.
    """
    faults = list(_faults(data, kind, ""))
    if not faults:
        settings = msgspec.convert(data, kind)
        faults = settings.problems()
    if faults:
        raise unusable(source, faults)
    return settings


def unusable(source: str, faults: Iterable[str]) -> SettingsError:
    """Make the error that names every fault of a file."""
    return SettingsError("\n".join((f"{source} cannot be used:", *(f"  - {fault}" for fault in faults))))


def guess(name: str, known: Collection[str]) -> str:
    """Say what somebody may have meant who wrote a name that is not known."""
    near = difflib.get_close_matches(name, known, n=1)
    return f"did you mean {near[0]!r}?" if near else f"known here: {', '.join(known)}"


def _faults(value: Any, kind: Any, place: str) -> typing.Iterator[str]:  # noqa: ANN401  # TOML holds anything
    given = [part for part in typing.get_args(kind) if part is not types.NoneType]
    if isinstance(kind, types.UnionType) and len(given) == 1:
        kind = given[0]
    if isinstance(kind, type) and issubclass(kind, Struct):
        yield from _table_faults(value, kind, place)
    elif typing.get_origin(kind) is tuple and isinstance(value, list):
        (inner, *_) = typing.get_args(kind)
        for number, item in enumerate(value, 1):
            yield from _faults(item, inner, f"{place}, number {number}")
    else:
        try:
            msgspec.convert(value, kind)
        except msgspec.ValidationError as exc:
            if typing.get_origin(kind) is typing.Literal:
                yield f"{place}: is {value!r}; {guess(str(value), typing.get_args(kind))}"
            else:
                yield f"{place}: {str(exc).lower()}, but it is {value!r}"


def _table_faults(value: Any, kind: type[Struct], place: str) -> typing.Iterator[str]:  # noqa: ANN401  # TOML holds anything
    if not isinstance(value, dict):
        yield f"{place}: expected a table, but it is {value!r}"
        return
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    where = f"{place}." if place else ""
    for key in value.keys() - fields.keys():
        yield f"{where}{key}: unknown key; {guess(key, fields)}"
    for key, field in fields.items():
        if key in value:
            yield from _faults(value[key], field.type, where + key)
        elif field.required:
            yield f"{where}{key}: is missing"
