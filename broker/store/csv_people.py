"""People from a table: one row per person, as an office's spreadsheet gives it."""

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from broker.families import FamilyEntry
from broker.family_rules import FamiliesFile
from broker.wire.errors import SettingsError
from broker.wire.settings import check, guess, unusable

ROLES = {"adult": "adults", "child": "children", "pickup": "pickups", "never": "never"}
OF_FAMILY = {"language": str, "protected": bool, "names_hidden": bool, "notice": str, "health_consent": str}
OF_PERSON: dict[str, dict[str, type]] = {
    "adult": {
        "name": str, "usual_desk": str, "cards": tuple, "pin": str, "phone": str, "roles": tuple, "deputy": bool,
        "shifts": bool, "certificate": str, "first_aid": str, "briefing": str,
    },
    "child": {
        "name": str, "animal": str, "ground": str, "usual": str, "birthday": str, "allergy": str, "allergens": list,
        "allergens_shown": str, "emergency_set": bool,
    },
    "pickup": {"name": str, "phone": str, "relation": str, "note": str},
    "never": {"name": str, "phone": str, "relation": str, "note": str, "cards": tuple},
}  # fmt: skip
CONTACTS = ("contact1", "contact1_phone", "contact2", "contact2_phone")
COLUMNS = tuple(
    dict.fromkeys(
        ("family", "role", *OF_FAMILY, *(name for fields in OF_PERSON.values() for name in fields), *CONTACTS)
    )
)  # fmt: skip
YES, NO = frozenset({"yes", "ja", "x", "1", "true"}), frozenset({"", "no", "nein", "0", "false"})
Row = dict[str, str]


def read(path: Path) -> tuple[FamilyEntry, ...]:
    """Read families from a CSV file; rows with the same word in `family` are one family.

    :raises SettingsError: with every fault, each named by its line.
    """
    try:
        text = path.read_text("utf-8-sig")
    except OSError as exc:
        raise SettingsError(f"cannot read {path}: {exc.strerror}. Name the right file.") from exc
    except UnicodeDecodeError as exc:
        raise SettingsError(f"{path} is not in UTF-8; save it as 'CSV UTF-8' in your spreadsheet.") from exc
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    if faults := list(_header_faults(reader.fieldnames or ())):
        raise unusable(str(path), faults)
    rows = [(reader.line_num, row) for row in reader]
    if wide := [line for line, row in rows if None in row]:
        hint = f"more cells than columns; put a text with {delimiter} in it into quotes"
        raise unusable(str(path), (f"line {line}: {hint}" for line in wide))
    return families([(line, row) for line, row in rows if any(row.values())], str(path))


def families(rows: Iterable[tuple[int, Row]], source: str) -> tuple[FamilyEntry, ...]:
    """Make families of (line, row) pairs.

    :raises SettingsError: with every fault, each named by its line.
    """
    found, faults = dict[str, dict[str, Any]](), list[str]()
    for line, row in rows:
        try:
            _add(found, row)
        except SettingsError as exc:
            faults.append(f"line {line}: {exc}")
    if faults:
        raise unusable(source, faults)
    return check({"families": list(found.values())}, FamiliesFile, source).families


def with_row(entry: FamilyEntry, row: Row) -> FamilyEntry:
    """Give a family with one person more.

    :raises SettingsError: the row has a fault.
    """
    found = {"one": msgspec.to_builtins(entry)}
    _add(found, {**row, "family": "one"})
    return check({"families": [found["one"]]}, FamiliesFile, "the new person").families[0]


def _add(found: dict[str, dict[str, Any]], row: Row) -> None:
    label, role = (row.get("family") or "").strip(), (row.get("role") or "").strip()
    if not label:
        raise SettingsError("family: is missing; write any word, the same for everyone of the family")
    if role not in ROLES:
        raise SettingsError(f"role: {role!r} is none; write one of {', '.join(ROLES)}")
    family = found.setdefault(label, {"id": label} if label.startswith("f-") else {"label": label})
    family.update({name: _value(row, name, kind) for name, kind in OF_FAMILY.items() if (row.get(name) or "").strip()})
    person = {name: value for name, kind in OF_PERSON[role].items() if (value := _value(row, name, kind)) != ""}
    if role == "child":
        person["contacts"] = [
            {"name": row[name].strip(), "phone": (row.get(f"{name}_phone") or "").strip()}
            for name in ("contact1", "contact2")
            if (row.get(name) or "").strip()
        ]
    known = family.get(ROLES[role], ())
    family[ROLES[role]] = [*known, {name: value for name, value in person.items() if value != []}]


def _value(row: Row, name: str, kind: type) -> Any:  # noqa: ANN401  # text, a truth or a list
    text = (row.get(name) or "").strip()
    if kind is list:
        return [word.strip() for word in text.split(",") if word.strip()]
    if kind is tuple:
        return text.replace(",", " ").split()
    if kind is bool:
        if text.lower() not in YES | NO:
            raise SettingsError(f"{name}: {text!r} is neither yes nor no")
        return text.lower() in YES
    return text


def _header_faults(names: Iterable[str | None]) -> Iterator[str]:
    given = [name or "" for name in names]
    for name in given:
        if name not in COLUMNS:
            yield f"column {name!r}: unknown; {guess(name, COLUMNS)}"
    yield from (f"column {name!r}: is missing" for name in ("family", "role", "name") if name not in given)
