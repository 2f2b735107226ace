"""A full day in an office that has been measured, for tests that look at the house page."""

from uuid import uuid4

from msgspec.structs import replace

from broker.house.history import QUARTER_MS, Heads, Point
from broker.house.levels import Reading
from broker.house.office import Desk, Device, Help, NodeEntry, Office, Programme, Room
from broker.house.roster import Adult, Child, Family
from broker.house.rules import CareRules, HouseRules, Limit
from broker.house.sensors import SensorPicture
from broker.house.week import Usual
from broker.snapshot import NodeStatus
from broker.web.places import VERSION
from broker.wire.facts.care import ShiftTaken
from broker.wire.facts.custody import Taken
from broker.wire.facts.house import Booked, QuestionRaised
from broker.wire.facts.presence import GuestArrived
from broker.wire.messages import Channel
from broker.wire.pictures import DeskPicture, DevicePicture, RoomPicture, SupplyPicture
from hubs import MINUTE, MORNING, FakeHub

HOUR = 60 * MINUTE
DAYS = ("mo", "tu", "we", "th", "fr")
MEASURED = Office(
    site="prohlis", name="Eltern-Kind-Büro Prohlis",
    rooms=(
        Room(id="work", kind="work", name="Arbeitsraum", box=(0, 0, 9, 4.6), door=(6, 4.6)),
        Room(id="play", kind="care", name="Spielzimmer", places=10, box=(9, 0, 5, 4.6), door=(9, 3.5)),
        Room(id="group", kind="group", name="Gruppenraum", box=(0, 4.6, 4.4, 2.8), door=(4.4, 5.8), bookable=True),
        Room(id="entrance", kind="entrance", name="Eingang", box=(4.4, 4.6, 4.6, 2.8), door=(7, 7.4)),
        Room(id="kitchen", kind="kitchen", name="Küche", box=(9, 4.6, 3, 2.8), door=(9, 5.8)),
        Room(id="quiet", kind="quiet", name="Wickeln", box=(12, 4.6, 2, 2.8), door=(12, 5.2)),
    ),
    desks=(
        *(Desk(id=f"laptop-{n}", kind="laptop", room="work", name=f"Laptop {n}", spot=(1.45 * n - 0.55, 0.8))
          for n in range(1, 7)),
        *(Desk(id=f"pc-{n}", kind="pc", room="work", name=f"PC {n}", spot=(0.9 + 1.5 * ((n - 1) % 2), 2.1 + (n > 2)))
          for n in range(1, 5)),
    ),
    devices=(
        Device(id="printer", kind="printer", name="Drucker", room="work",
               help=Help(tray="A4 ins untere Fach", toner="TN-2420", spare="Schrank links im Flur")),
        Device(id="net", kind="network", name="Internet", room="entrance"),
    ),
    nodes=(
        NodeEntry(id="door", role="kiosk", name="Terminal Eingang", spot=(5, 6.8)),
        NodeEntry(id="pi-work", role="sensors", name="Sensoren Arbeitsraum", spot=(8.6, 4.2)),
        NodeEntry(id="pi-group", role="sensors", name="Sensoren Gruppenraum"),
    ),
    programme=(
        Programme(weekdays=DAYS, at="08:15", title="Morgenkreis", room="play"),
        Programme(weekdays=DAYS, at="09:30", title="Themenfrühstück", room="group"),
        Programme(weekdays=DAYS, at="11:00", title="Sprachtandem Ukrainisch", room="kitchen"),
        Programme(weekdays=DAYS, at="15:00", title="Kochnachmittag: Börek", room="kitchen"),
    ),
    rules=HouseRules(care=CareRules(limits=(Limit(limit="places_soft", value=10),))),
)  # fmt: skip
NAMES = (
    ("Olena Andrij", ("Mia", "fox"), ("Leo", "hedgehog")), ("Linh", ("Bảo", "panda")),
    ("ليلى", ("يوسف", "lion")), ("Tobias", ("Jonas", "penguin")), ("Annegret-Charlotte", ("Maximilian", "frog")),
    ("Amira", ("Nour", "koala")), ("Nguyễn", ("Thảo", "owl"), ("Emil", "turtle")), ("Piet", ("Ida", "bear")),
)  # fmt: skip
FULL = tuple(
    Family(
        f"f-{letter * 8}",
        adults=tuple(Adult(f"a-{letter * 7}{n}", name) for n, name in enumerate(adults.split())),
        children=tuple(Child(f"c-{letter * 7}{n}", *child, group="over3") for n, child in enumerate(children)),
    )
    for letter, (adults, *children) in zip("olytajnp", NAMES, strict=True)
)
DESKS = ("laptop-1", "laptop-3", None, None, "laptop-5", "pc-1", "pc-2", None)
ON_DUTY = (2, 3, 7)
ANNOUNCED = "Ida"


def full_house(language: str = "de", office: Office = MEASURED) -> FakeHub:
    """Give a hub on a full Wednesday, 10:42: three on duty, nine children with them, and what goes wrong in a house."""
    hub = FakeHub(replace(office, language=language))
    for family, desk in zip(FULL, DESKS, strict=True):
        hub.add(family)
        to_care = tuple(child.name for child in family.children if child.name != "Emil")
        hub.arrive(family, desk=desk, care=to_care, minutes_ago=100 - 9 * FULL.index(family))
    carer = FULL[3].adults[0].id
    for place in ON_DUTY:
        hub.fold(ShiftTaken(shift=str(uuid4()), adult=FULL[place].adults[0].id, family=FULL[place].id))
    for stay in hub.snapshot().house.children():
        if stay.at == "announced" and stay.child != FULL[7].children[0].id:
            take = Taken(child=stay.child, family=stay.family, stay=str(uuid4()), by=carer, answers=stay.answers or "",
                         follows=stay.stay)  # fmt: skip
            hub.fold(take)
    hub.fold(GuestArrived(visit=str(uuid4()), guest="g-party001", role="renter", heads=3, room="group"))
    hub.fold(Booked(booking=str(uuid4()), room="group", since=hub.now + 2 * HOUR, until=hub.now + 4 * HOUR, heads=6))
    hub.fold(QuestionRaised(question="sensor_silent", subject="pi-work/seat-laptop-4"), hub.now - 110 * MINUTE)
    hub.fold(QuestionRaised(question="unseen", subject=FULL[1].adults[0].id, family=FULL[1].id), hub.now - 2 * MINUTE)
    hub.picture(
        rooms={
            "work": RoomPicture(state="occupied", why="check_in", since=hub.now - 100 * MINUTE, heads=5),
            "play": RoomPicture(state="occupied", why="check_in", since=hub.now - 90 * MINUTE, heads=9, co2=1240,
                                temperature=21.5, humidity=43, air="stale"),
            "group": RoomPicture(state="occupied", why="check_in", since=hub.now - 70 * MINUTE, heads=3),
            "kitchen": RoomPicture(state="vacant", why="door", since=hub.now - 20 * MINUTE),
            "quiet": RoomPicture(state="unknown", why="silent", since=hub.now - 110 * MINUTE),
        },
        desks={
            "laptop-4": DeskPicture(state="unknown", why="silent", since=hub.now - 110 * MINUTE),
            "pc-4": DeskPicture(state="reserved", why="away", since=hub.now - 10 * MINUTE),
            "laptop-6": DeskPicture(state="defect"),
        },
        devices={
            "printer": DevicePicture(state="ready", since=hub.now - 160 * MINUTE, reasons=("toner-low",),
                                     supplies=(SupplyPicture("black", 9, 3),)),
            "net": DevicePicture(state="ready", since=hub.now - 200 * MINUTE),
        },
    )  # fmt: skip
    hub.set(
        nodes=(
            NodeStatus("door", "Terminal Eingang", "kiosk", ready=True, since=hub.now - 3 * HOUR, software=VERSION,
                       cards="ready"),
            NodeStatus("pi-work", "Sensoren Arbeitsraum", "sensors", ready=True, since=hub.now - 3 * HOUR,
                       software="0.0.9"),
            NodeStatus("pi-group", "Sensoren Gruppenraum", "sensors", ready=False, since=hub.now - 6 * MINUTE),
        ),
        sensors=(
            _sensor(Channel(measures="seat", desk="laptop-3"), Reading(value=True, since=hub.now - HOUR)),
            _sensor(Channel(measures="seat", desk="laptop-4"),
                    Reading(None, "silent", last=True, since=hub.now - 110 * MINUTE)),
            _sensor(Channel(measures="door", room="group"), Reading(value=False, since=hub.now - HOUR)),
        ),
        today=tuple(_day()),
        week={(day, clock): Usual(4 + (clock // 60 + day) % 9, 6, 5, 8)
              for day in range(5) for clock in range(480, 1080, 15)},
    )  # fmt: skip
    return hub


def _sensor(channel: Channel, reading: Reading) -> SensorPicture:
    return SensorPicture("pi-work", f"{channel.measures}-{channel.desk or channel.room}", channel, reading)


def _day() -> list[Point]:
    now = MORNING - MORNING % QUARTER_MS
    quarters = {n: Heads(min(9, 11 - n), min(10, 12 - n), min(9, 11 - n)) for n in range(11) if n not in (4, 5)}
    return [Point(now - n * QUARTER_MS, heads) for n, heads in sorted(quarters.items(), reverse=True)]
