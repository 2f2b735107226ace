"""The steps by which the hub's database came to be; each runs once, in its own transaction."""

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

STEPS = Migrations("dabei")


@STEPS()
def facts(db: Database) -> None:
    """Facts in the hub's order, the streams they came by, and the store's own identity."""
    db.table("store").create({"id": str, "stream": str}, not_null={"id", "stream"}, strict=True)
    db.table("fact").create(
        {
            "pos": int, "id": str, "node": str, "stream": str, "n": int, "kind": str,
            "at": int, "quality": str, "unread": int, "payload": bytes,
        },
        pk="pos",
        not_null={"id", "node", "stream", "n", "kind", "at", "quality", "unread", "payload"},
        strict=True,
    )  # fmt: skip
    db.table("fact").create_index(["id"], unique=True)
    db.table("stream").create(
        {"id": str, "node": str, "last": int, "at": int, "used": int},
        pk="id", not_null={"node", "last", "at", "used"}, strict=True,
    )  # fmt: skip


@STEPS()
def visits(db: Database) -> None:
    """Visits, derived from facts in the same transaction."""
    db.table("visit").create(
        {
            "id": str, "family": str, "adult": str, "desk": str, "since": int, "quality": str, "until": int,
            "children": str,
        },
        pk="id", not_null={"family", "adult", "since", "quality", "children"}, strict=True,
    )  # fmt: skip
    db.table("visit").create_index(["since"])


@STEPS()
def people(db: Database) -> None:
    """Families with adults, cards and children: the only place that knows names."""
    db.table("family").create({"id": str, "language": str}, pk="id", not_null={"language"}, strict=True)
    db.table("adult").create(
        {"id": str, "family": str, "name": str, "usual_desk": str},
        pk="id", not_null={"family", "name"}, foreign_keys=[("family", "family", "id")], strict=True,
    )  # fmt: skip
    db.table("child").create(
        {"id": str, "family": str, "name": str, "animal": str, "ground": str, "usual": str},
        pk="id", not_null={"family", "name", "animal", "ground", "usual"},
        foreign_keys=[("family", "family", "id")], strict=True,
    )  # fmt: skip
    db.table("card").create(
        {"number": str, "adult": str}, pk="number", not_null={"adult"},
        foreign_keys=[("adult", "adult", "id")], strict=True,
    )  # fmt: skip
    db.table("kiosk").create({"node": str, "key": str}, pk="node", not_null={"key"}, strict=True)


@STEPS()
def newest(db: Database) -> None:
    """Each stream's newest fact, by which an outbox that was set back to an older copy is found out."""
    db.table("stream").add_column("newest", str, not_null_default="")


@STEPS()
def care(db: Database) -> None:
    """Stays, shifts and guests beside visits; all are derived anew once, as the version in `store` says."""
    db.table("store").add_column("derived", int, not_null_default=0)
    db.table("visit").transform(drop={"children"})
    db.table("visit").add_column("until_quality", str)
    db.table("stay").create(
        {
            "id": str, "child": str, "family": str, "at": str, "since": int, "quality": str, "until": int,
            "answers": str, "looks_after": str, "taken_by": str,
        },
        pk="id", not_null={"child", "family", "at", "since", "quality"}, strict=True,
    )  # fmt: skip
    db.table("stay").create_index(["since"])
    db.table("shift").create(
        {"id": str, "adult": str, "family": str, "since": int, "until": int, "planned": int},
        pk="id", not_null={"adult", "family", "since"}, strict=True,
    )  # fmt: skip
    db.table("shift").create_index(["since"])
    db.table("guest_visit").create(
        {"id": str, "guest": str, "role": str, "room": str, "heads": int, "since": int, "until": int},
        pk="id", not_null={"guest", "role", "heads", "since"}, strict=True,
    )  # fmt: skip


@STEPS()
def months(db: Database) -> None:
    """Keep counts of months that are over: final, and nobody's."""
    db.table("month_count").create(
        {"month": str, "what": str, "value": float}, pk=("month", "what"), not_null={"value"}, strict=True
    )
    db.table("store").add_column("aged", int, not_null_default=0)


@STEPS()
def register(db: Database) -> None:
    """Everything an office has to know of people, and the list of those whom it must not know any more."""
    family, adult, child, card = (db.table(name) for name in ("family", "adult", "child", "card"))
    family.add_column("label", str)
    family.create_index(["label"], unique=True)
    for name in ("protected", "names_hidden"):
        family.add_column(name, int, not_null_default=0)
    for name in ("phone", "pin"):
        adult.add_column(name, str)
    adult.create_index(["pin"], unique=True)
    adult.add_column("roles", str, not_null_default='["parent"]')
    for name in ("deputy", "shifts"):
        adult.add_column(name, int, not_null_default=0)
    for name in ("birthday", "allergy", "allergens_shown"):
        child.add_column(name, str)
    child.add_column("allergens", str, not_null_default="[]")
    card.add_column("state", str, not_null_default="ok")
    db.table("contact").create(
        {"id": int, "child": str, "name": str, "phone": str, "relation": str},
        pk="id", not_null={"child", "name", "phone", "relation"},
        foreign_keys=[("child", "child", "id")], strict=True,
    )  # fmt: skip
    db.table("person").create(
        {
            "id": str, "family": str, "kind": str, "name": str, "phone": str, "relation": str, "note": str,
            "cards": str,
        },
        pk="id", not_null={"family", "kind", "name", "phone", "relation", "note", "cards"},
        foreign_keys=[("family", "family", "id")], strict=True,
    )  # fmt: skip
    db.table("guest").create(
        {"id": str, "name": str, "role": str, "phone": str},
        pk="id", not_null={"name", "role", "phone"}, strict=True,
    )  # fmt: skip
    db.table("kiosk").add_column("token", str)
    db.table("erased").create({"pseudonym": str, "at": int}, pk="pseudonym", not_null={"at"}, strict=True)


@STEPS()
def history(db: Database) -> None:
    """Quarters of an hour, ms of each state and the most heads: person-free, and not derived from facts."""
    db.table("occupancy").create(
        {"at": int, "kind": str, "place": str, "occupied": int, "vacant": int, "unknown": int},
        pk=("at", "kind", "place"), not_null={"at", "kind", "place", "occupied", "vacant", "unknown"}, strict=True,
    )  # fmt: skip
    db.table("headcount").create(
        {"at": int, "known": int, "adults": int, "children": int, "in_care": int},
        pk="at", not_null={"known", "adults", "children", "in_care"}, strict=True,
    )  # fmt: skip


@STEPS()
def party(db: Database) -> None:
    """Guests beside adults and children in each quarter of an hour."""
    db.table("headcount").add_column("guests", int, not_null_default=0)


@STEPS()
def access(db: Database) -> None:
    """Who may open pages, as hashes; what was looked at, by pseudonym; and the secret that signs forms."""
    db.table("account").create(
        {"name": str, "secret": str, "since": int}, pk="name", not_null={"secret", "since"}, strict=True
    )
    db.table("paired").create(
        {"id": str, "name": str, "role": str, "desk": str, "secret": str, "pin": str, "paired": int},
        pk="id", not_null={"name", "role", "desk", "secret", "pin", "paired"}, strict=True,
    )  # fmt: skip
    db.table("access").create(
        {"at": int, "role": str, "actor": str, "device": str, "what": str, "subject": str},
        not_null={"at", "role", "actor", "device", "what", "subject"}, strict=True,
    )  # fmt: skip
    db.table("access").create_index(["subject"])
    db.table("store").add_column("forms", str)
    db.execute("UPDATE store SET forms = lower(hex(randomblob(32)))")


@STEPS()
def emergency_set(db: Database) -> None:
    """Whether something goes along with a child in an emergency, such as an auto-injector; never what."""
    db.table("child").add_column("emergency_set", int, not_null_default=0)


@STEPS()
def day(db: Database) -> None:
    """Find the facts of a day among those of a year."""
    db.table("fact").create_index(["at"])


@STEPS()
def desk_codes(db: Database) -> None:
    """Secrets of the codes that are printed for desks; each names a desk and opens nothing by itself."""
    db.table("desk_code").create({"desk": str, "secret": str}, pk="desk", not_null={"secret"}, strict=True)


@STEPS()
def keeping(db: Database) -> None:
    """Keep versions of families, days of notice, consent and proofs, and the names of what was changed."""
    db.table("family").add_column("version", int, not_null_default=1)
    for table, days in (("family", ("notice", "health_consent")), ("adult", ("certificate", "first_aid", "briefing"))):
        for day in days:
            db.table(table).add_column(day, str)
    db.table("access").add_column("detail", str, not_null_default="")
    db.table("access").create_index(["at"])


@STEPS()
def cards_and_guests(db: Database) -> None:
    """When a card was lost; what a guest comes for, and when that was last; and the office's badges for a day."""
    db.table("card").add_column("lost", int)
    guest = db.table("guest")
    guest.add_column("heads", int, not_null_default=1)
    guest.add_column("room", str)
    guest.add_column("visit", str)
    guest.create_index(["visit"], unique=True)
    guest.add_column("seen", int, not_null_default=0)
    db.execute("UPDATE guest SET seen = strftime('%s', 'now') * 1000")
    db.table("badge").create(
        {"number": str, "badge": int, "guest": str, "until": int},
        pk="number", not_null={"badge"}, foreign_keys=[("guest", "guest", "id")], strict=True,
    )  # fmt: skip
    db.table("badge").create_index(["badge"], unique=True)


@STEPS()
def former(db: Database) -> None:
    """Who was of a family once, by pseudonym alone: what is kept of them is the family's, and goes with it."""
    db.table("former").create({"id": str, "family": str}, pk="id", not_null={"family"}, strict=True)
    db.table("former").create_index(["family"])


@STEPS()
def given(db: Database) -> None:
    """Keep when a card was given to whoever has it."""
    db.table("card").add_column("given", int)
