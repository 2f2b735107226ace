"""What the keeper of a hub does with its database: people, cards, backups, and what families may ask for."""

import argparse
import json
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

from broker import backup_commands, history_commands
from broker.account_commands import password
from broker.backup_commands import Command
from broker.card_commands import ask, card, new_card
from broker.families import FamilyEntry
from broker.holding import GuestEntry, GuestRole
from broker.house.office import Office
from broker.known import KEEPER, Entry
from broker.ledger import Ledger
from broker.settings import HubSettings
from broker.store import accounts, csv_people, guests, people, taking_in
from broker.store.cards import cards_of
from broker.store.export import export as everything
from broker.store.export import subject
from broker.store.store import Store, look
from broker.trust_commands import enrol, revoke, trust
from broker.wire.control import ERASE_S
from broker.wire.errors import DabeiError, SettingsError
from broker.wire.message import Ms
from broker.wire.settings import load as read

GUESTS = get_args(GuestRole)


def load(settings: HubSettings, options: argparse.Namespace) -> None:
    """Take families in from a TOML file."""
    with closing(Store(settings.store_path)) as store:
        print(f"{taking_in.take_in(store.connection, options.file)} families taken in")


def take_table(settings: HubSettings, options: argparse.Namespace) -> None:
    """Take families in from a CSV file."""
    with closing(Store(settings.store_path)) as store:
        found = csv_people.read(options.file)
        print(f"{taking_in.put(store.connection, found, str(options.file))} families taken in")


def add(settings: HubSettings, options: argparse.Namespace) -> None:
    """Add one person."""
    with closing(Store(settings.store_path)) as store:
        if options.role in GUESTS:
            guest = GuestEntry(
                options.name, role=options.role, phone=options.phone or "", seen=time.time_ns() // 1_000_000
            )
            print(guests.put(store.connection, guest))
        else:
            row = {
                name: value for name, value in vars(options).items() if value is not None and name in csv_people.COLUMNS
            }
            if not options.family:
                raise SettingsError("name the family: --family WORD, the same for everyone of it")
            known = people.find(store.connection, options.family)
            entry = people.entry(store.connection, known) if known else FamilyEntry(label=options.family)
            taking_in.put(store.connection, [csv_people.with_row(entry, row)], "the new person")
            print(people.find(store.connection, options.family))


def show(settings: HubSettings, _options: argparse.Namespace) -> None:
    """List everyone, and the log-ins of staff; also while the hub runs."""
    with closing(look(settings.store_path)) as connection:
        labels = people.labels(connection)
        for family in people.families(connection).values():
            named = [f"{adult.name} ({adult.id}{_cards(connection, adult.id)})" for adult in family.adults]
            named += [f"{child.name} ({child.id})" for child in family.children]
            named += [f"{person.name} ({person.id})" for person in family.pickups]
            marks = ["(protected)"] if family.protected else []
            print(family.id, labels.get(family.id, "-"), family.language, *named, *marks, sep="  ")
        for name, guest in guests.guests(connection).items():
            print(name, guest.role, guest.name, sep="  ")
        for account in accounts.known(connection).accounts.values():
            day = datetime.fromtimestamp(account.since / 1000, UTC).date()
            print(account.name, "log-in", f"password of {day}", sep="  ")


def _cards(connection: sqlite3.Connection, adult: str) -> str:
    found = cards_of(connection, adult, "ok") + [f"{lost} lost" for lost in cards_of(connection, adult, "lost")]
    return "".join(f", {number}" for number in found)


def identify(settings: HubSettings, options: argparse.Namespace) -> None:
    """Let a node show itself.

    :raises DabeiError: no hub runs, there is no such node, or it is not there.
    """
    if ask(settings, "identify", options.node) is None:
        raise DabeiError("no hub answers, so nobody can be told; start it, and if it runs look at its log")
    print(f"{options.node} shows itself now: a kiosk on its screen, a sensor node with its lamps and in its log")


def token(settings: HubSettings, options: argparse.Namespace) -> None:
    """Print the secret by which a kiosk gets its roster."""
    kiosks = [node.id for node in read(Path(settings.office).expanduser(), Office).nodes if node.role == "kiosk"]
    if options.node not in kiosks:
        raise DabeiError(f"there is no kiosk {options.node!r} in {settings.office}; known: {', '.join(kiosks)}")
    with closing(Store(settings.store_path)) as store:
        print(people.token(store.connection, options.node))


def rebuild(settings: HubSettings, _options: argparse.Namespace) -> None:
    """Derive all tables anew."""
    with closing(Store(settings.store_path)) as store:
        print(f"{Ledger(store).rebuild()} visits derived anew")


def export(settings: HubSettings, options: argparse.Namespace) -> None:
    """Write everything that is known of a family or a guest as JSON, to a file or here; also while the hub runs."""
    with closing(look(settings.store_path)) as connection:
        connection.execute("BEGIN")  # all of it as of one moment
        found = everything(connection, options.who)
    text = json.dumps(found, ensure_ascii=False, indent=2)
    if options.file:
        try:
            options.file.write_text(text + "\n", "utf-8")
        except OSError as exc:
            raise DabeiError(f"cannot write {options.file}: {exc.strerror}; name another file") from exc
        print(f"written: {options.file}")
    else:
        print(text)


def age(settings: HubSettings, _options: argparse.Namespace) -> None:
    """Say that the clock is right after it has jumped."""
    with closing(Store(settings.store_path)) as store:
        Ledger(store).trust(_now())
    print(f"taken as right: {time.strftime('%d %B %Y, %H:%M')}. Facts grow old by this clock again")


def erase(settings: HubSettings, options: argparse.Namespace) -> None:
    """Remove every trace of a family or a guest; also while the hub runs."""
    gone = ask(settings, "erase", options.who, patience_s=ERASE_S)
    if gone is None:
        with closing(Store(settings.store_path)) as store:
            log = Entry(_now(), KEEPER, "", "", "erase", "")
            gone = str(Ledger(store).erase(subject(store.connection, options.who), log))
    print(
        f"{gone} facts and all rows of {options.who} are gone. Kiosks forget with their next roster; older backups "
        "still hold these people until they are deleted, and a restore erases them again."
    )


def _now() -> Ms:
    return time.time_ns() // 1_000_000


def parser(run: Command) -> argparse.ArgumentParser:
    """Make the command line; without a command the hub runs."""
    found = argparse.ArgumentParser(prog="dabei-broker", description="The hub of an office, and its database.")
    found.add_argument("settings", type=Path, help="the hub's settings file, such as broker/example.toml")
    found.set_defaults(command=run)
    commands = found.add_subparsers(title="commands", metavar="[COMMAND]")

    def command(name: str, function: Command, text: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text, description=text)
        made.set_defaults(command=function)
        return made

    command("run", run, "start the hub (this is what happens without a command)")
    command("list", show, "list everyone, and the log-ins of staff, also while the hub runs")
    command("rebuild", rebuild, "derive all tables anew from the facts")
    command("age", age, "say that the clock is right, after the hub has doubted it")
    for name, function, text in (
        ("load", load, "take families in from a TOML file"),
        ("import", take_table, "take families in from a CSV file, one row per person"),
    ):
        command(name, function, text).add_argument("file", type=Path)
    backup_commands.offer(command)
    one = command("add", add, "add one person to a family, or a guest")
    one.add_argument("role", choices=[*csv_people.ROLES, *GUESTS])
    one.add_argument("--name", required=True)
    one.add_argument("--family", help="id or label of the family; a new label makes a new family")
    for name in csv_people.COLUMNS:
        if name not in ("family", "role", "name"):
            one.add_argument(f"--{name.replace('_', '-')}", metavar="TEXT")
    lost = command("card", card, "say that a card was lost, found again, or is nobody's; also while the hub runs")
    lost.add_argument("card", help="its number, or the id or name of the adult who has only this one")
    lost.add_argument("state", choices=["lost", "ok", "gone"])
    new = command("new-card", new_card, "give an adult a new card: hold it to a kiosk while the hub runs")
    new.add_argument("adult", help="id or name")
    new.add_argument("--kiosk", default="", help="where the card will be held, if there are several")
    for one in (lost, new):
        one.add_argument("--family", default="", help="id or label, if several have that name")
    command("identify", identify, "let a kiosk or a sensor node show itself, while the hub runs").add_argument("node")
    staff = command("password", password, "make a log-in of staff, give it another password, or take it away")
    staff.add_argument("name", help="such as leitung")
    staff.add_argument("--remove", action="store_true", help="take it away; whoever is logged in with it is out")
    command("token", token, "print the secret by which a kiosk gets its roster").add_argument("node")
    own = command("trust", trust, "make the office's authorities and Mosquitto's configuration, and list what counts")
    own.add_argument(
        "--anew", action="store_true", help="make another authority for pages, if hub or site are called anew"
    )
    let = command("enrol", enrol, "let a node in by a bundle, or a device of others by a password")
    let.add_argument("node", help="as [[nodes]] of the office or [[devices.users]] of the hub's settings name it")
    let.add_argument("file", type=Path, nargs="?", help="to carry over; without it the node fetches it from the hub")
    let.add_argument("--host", help="the hub's name as this node finds it; without it the first of web.hosts")
    command("revoke", revoke, "let a node, or a device of others, in no longer").add_argument("node")
    past = command("history", history_commands.show, "print a day beside the usual week, and use by month; no names")
    past.add_argument("--day", type=history_commands.day, help="such as 2026-10-14; without it today")
    past.add_argument("--week", action="store_true", help="the usual week of house, rooms and desks before that day")
    past.add_argument(
        "--csv", type=Path, metavar="FILE", help="write quarters of the day, of all days, or the week there"
    )
    copy = command("export", export, "write everything that is known of a family or a guest as JSON")
    copy.add_argument("who", help="id or label of a family, or id of a guest")
    copy.add_argument("file", type=Path, nargs="?")
    command("erase", erase, "remove every trace of a family, or of a guest").add_argument("who")
    return found
