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
