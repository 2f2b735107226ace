"""Invented views for every screen: made-up people, animals and numbers."""

from msgspec.structs import replace

from kiosk.view import (
    Arch,
    CallBanner,
    ChildCard,
    DeskNote,
    DeskRow,
    Entry,
    Glyph,
    GoodbyeView,
    IdleView,
    NoticeView,
    RoomTile,
    Stay,
    StripView,
    View,
    WelcomeView,
)

NOTICES = ("Kleidertausch am Samstag, 10 bis 13 Uhr", "Wer hat eine Trage für Zwillinge? Bitte bei Jana melden.")
WIFI = "WIFI:T:WPA;S:Dabei-Gast;P:kommt-herein;;"

WORDS = {
    "de": {
        "weekday": "Mittwoch",
        "short": "Mi",
        "day": "14. Oktober",
        "work": "Arbeitsraum",
        "care": "Spielzimmer",
        "group": "Gruppenraum",
        "kitchen": "Küche",
        "note": "am Fenster",
        "programme": ("Themenfrühstück", "Sprachtandem Ukrainisch", "Kochnachmittag: Börek"),
        "laptop": "Laptop",
    },
    "en": {
        "weekday": "Wednesday",
        "short": "Wed",
        "day": "14 October",
        "work": "Work room",
        "care": "Playroom",
        "group": "Group room",
        "kitchen": "Kitchen",
        "note": "by the window",
        "programme": ("Breakfast with a topic", "Language tandem Ukrainian", "Cooking afternoon: börek"),
        "laptop": "Laptop",
    },
    "ar": {
        "weekday": "الأربعاء",
        "short": "الأربعاء",
        "day": "14 أكتوبر",
        "work": "غرفة العمل",
        "care": "غرفة اللعب",
        "group": "غرفة المجموعات",
        "kitchen": "المطبخ",
        "note": "بجانب النافذة",
        "programme": ("فطور وحوار", "تبادل لغوي: الأوكرانية", "طبخ معًا: البوريك"),
        "laptop": "لابتوب",
    },
}
CHILDREN = (
    ChildCard("Mia", "fox", "white", "announced"),
    ChildCard("Leo", "turtle", "white", "adult"),
    ChildCard("Alexandra", "owl", "sky", "already_here"),
    ChildCard("ليلى", "panda", "mint", "announced"),
)
STAY = Stay(5, 6)
"""In a sample, times count from when it is shown."""


def glyphs(states: str) -> tuple[Glyph, ...]:
    """Write desks as letters: f free, t taken, r reserved, u unknown, y yours, d defect."""
    names = {"f": "free", "t": "in_use", "r": "reserved", "u": "unknown", "y": "yours", "d": "defect"}
    return tuple(Glyph(str(number), names[state]) for number, state in enumerate(states, start=1))  # type: ignore[arg-type]


def idle(language: str = "de") -> IdleView:
    """Show a Wednesday morning with seven children, one of a protected family."""
    words = WORDS[language]
    here = ("hedgehog", "panda", "lion", "penguin")
    coming = ("frog", "koala")
    arches = [Arch("here", animal) for animal in here] + [Arch("announced", animal) for animal in coming]
    times = zip(("9:30", "11:00", "15:00"), words["programme"], ("group", "kitchen", "kitchen"), strict=True)
    return IdleView(
        clock="9:12",
        weekday=str(words["weekday"]),
        day=str(words["day"]),
        work_room=str(words["work"]),
        desks=(DeskRow("pc", glyphs("ttfr"), 1), DeskRow("laptop", glyphs("tffutf"), 3)),
        unknown_desks=1,
        unknown_since="8:52",
        unknown_why="silent",
        care_room=str(words["care"]),
        places=10,
        places_free=3,
        announced=2,
        arches=(*arches, Arch("here"), *(Arch("free") for _ in range(3))),
        rooms=(
            RoomTile(str(words["group"]), "group", "vacant", "8:40", "radar_clear"),
            RoomTile(str(words["kitchen"]), "kitchen", "occupied", "9:05", "after_door"),
        ),
        programme=tuple(Entry(at, title, str(words[room])) for at, title, room in times),
        printer="ready",
        wifi="Dabei-Gast",
        wifi_code=WIFI,
        weekday_short=str(words["short"]),
        languages=("de", "en", "ar"),
        notices=NOTICES,
    )


def idle_offline(language: str = "de") -> IdleView:
    """Show the same without the hub."""
    view = idle(language)
    rooms = tuple(replace(room, state="unknown", since="9:07", why="offline") for room in view.rooms)
    return replace(view, connected=False, offline_since="9:07", rooms=rooms, printer="unknown")


def idle_empty(language: str = "de") -> IdleView:
    """Before the first family comes, with nothing planned."""
    view = idle(language)
    desks = (DeskRow("pc", glyphs("ffff"), 4), DeskRow("laptop", glyphs("ffffff"), 6))
    rooms = tuple(replace(room, state="vacant", since="") for room in view.rooms)
    arches = tuple(Arch("free") for _ in range(10))
    return replace(
        view, clock="7:58", desks=desks, unknown_desks=0, unknown_since="", places_free=10, announced=0, arches=arches,
        rooms=rooms, programme=(), printer="no_paper",
    )  # fmt: skip


def idle_call(language: str = "de", why: str = "hungry") -> IdleView:
    """Call for the family of the panda."""
    return replace(idle(language), call=CallBanner(why, "panda"))  # type: ignore[arg-type]


def idle_broken(language: str = "de") -> IdleView:
    """Show a kiosk whose outbox cannot be written."""
    return replace(idle(language), can_record=False)


def idle_rooms(language: str = "de") -> IdleView:
    """Show the rooms in detail: one is not known, a seat is taken by nobody who has checked in."""
    view, words = idle(language), WORDS[language]
    quiet = RoomTile("Stilles Zimmer", "quiet", "unknown", "8:52", "lost")
    rooms = (
        RoomTile(str(words["work"]), "work", "occupied", "8:05", "check_in"),
        RoomTile(str(words["care"]), "care", "occupied", "8:31", "check_in"),
        replace(view.rooms[0], coming=f"9:30 {words['programme'][0]}"),
        view.rooms[1],
        quiet,
    )
    desks = (
        DeskNote(f"{words['laptop']} 4", "unknown", "8:52", "silent"),
        DeskNote(f"{words['laptop']} 5", "in_use", "9:01", "seat"),
    )
    return replace(view, panel="rooms", every_room=rooms, odd_desks=desks)


def idle_large(language: str = "de") -> IdleView:
    """Show a large office: many desks, places, rooms."""
    view = idle(language)
    desks = (DeskRow("pc", glyphs("ttfrtfdt"), 2), DeskRow("laptop", glyphs("tffutftfftff"), 7))
    arches = (*view.arches, *(Arch("free") for _ in range(10)))
    rooms = (
        *view.rooms,
        RoomTile("Stilles Zimmer", "quiet", "unknown", "8:52", "lost"),
        RoomTile("Eingang", "entrance", "vacant", why="door"),
    )
    return replace(view, desks=desks, arches=arches, places=20, places_free=14, rooms=rooms)


def many_notices(count: int = 12) -> tuple[str, ...]:
    """Write more notices than have room, each about as long as a line."""
    return tuple(f"{number}: {NOTICES[1]}" for number in range(count))


def idle_crowded(language: str = "de", pcs: int = 20, laptops: int = 20) -> IdleView:
    """Show an office with more desks than have room."""
    desks = (DeskRow("pc", glyphs("t" * pcs), 10), DeskRow("laptop", glyphs("t" * laptops), laptops - 2))
    return replace(idle(language), desks=desks)


def welcome(language: str = "de", children: int = 2) -> WelcomeView:
    """Olena comes with Mia and Leo."""
    words = WORDS[language]
    return WelcomeView(
        name="Olena",
        at="9:12",
        again=False,
        desk=f"{words['laptop']} 3",
        desk_note=str(words["note"]),
        instead_of="",
        row=glyphs("tfyutf"),
        children=CHILDREN[:children],
        stay=STAY,
        may_be_other=True,
    )


def welcome_taken(language: str = "de") -> WelcomeView:
    """Somebody else sits at the usual desk."""
    laptop = WORDS[language]["laptop"]
    return replace(welcome(language), desk=f"{laptop} 2", instead_of=f"{laptop} 3", row=glyphs("tytutf"))


def welcome_without_desk(language: str = "de") -> WelcomeView:
    """Greet a family that only comes for the kitchen."""
    return replace(welcome(language), desk="", desk_note="", row=())


def welcome_named_desk(language: str = "de", children: int = 2) -> WelcomeView:
    """Greet where desks have names of several long words."""
    names = ("Tisch", "Fensterplatz", "Kaminzimmer", "Ecke")
    row = tuple(replace(glyph, label=name) for glyph, name in zip(glyphs("tyfu"), names, strict=True))
    view = replace(welcome(language, children), desk="Laptop-Tisch Fensterplatz", row=row)
    return replace(view, instead_of="Gemeinschaftstisch Kaminzimmer" if children > 1 else "")


def welcome_deskless(language: str = "de", children: int = 2) -> WelcomeView:
    """Greet in an office that has no desks at all."""
    return replace(welcome(language, children), desk="", desk_note="", row=(), has_desks=False)


def welcome_again(language: str = "de") -> WelcomeView:
    """Greet the same card soon after."""
    return replace(welcome(language), again=True, may_be_other=False, stay=Stay(27, 30, held=True))


def welcome_offers(language: str, kind: str, children: int = 2) -> WelcomeView:
    """Greet with one thing more to answer."""
    at = {"repair": {"de": "Dienstag", "en": "Tuesday", "ar": "الثلاثاء"}[language], "place": "9:22"}.get(kind, "")
    strip = StripView(kind, "Mia" if kind in ("call", "place") else "", at, "hungry")  # type: ignore[arg-type]
    return replace(welcome(language, children), strip=strip, also=("Andrij",))


def welcome_full(language: str = "de") -> WelcomeView:
    """Greet while the playroom is full: Mia waits."""
    view = welcome(language, 3)
    mia, *others = view.children
    return replace(view, children=(replace(mia, to="waits"), *others), short="places")


def welcome_back(language: str = "de") -> WelcomeView:
    """Greet somebody who was out for lunch."""
    view = welcome(language)
    return replace(
        view, back=True, may_be_other=False, children=tuple(replace(child, to="adult") for child in view.children)
    )


def goodbye(language: str = "de") -> GoodbyeView:
    """Olena leaves with Mia and Leo."""
    entry = idle(language).programme[2]
    children = tuple(replace(child, to="adult") for child in CHILDREN[:2])
    desk = f"{WORDS[language]['laptop']} 3"
    return GoodbyeView("Olena", "12:40", False, desk, children, entry, Stay(3, 6))  # noqa: FBT003


def goodbye_again(language: str = "de") -> GoodbyeView:
    """Take leave of the same card soon after."""
    return replace(goodbye(language), again=True)


def goodbye_hold(language: str = "de") -> GoodbyeView:
    """Take leave, and offer to hold the desk."""
    return replace(goodbye(language), hold=(30, 60, 90))


def goodbye_out(language: str = "de") -> GoodbyeView:
    """See somebody off for lunch."""
    return replace(goodbye(language), until="13:10")


def goodbye_still(language: str = "de") -> GoodbyeView:
    """Take leave while a child is still recorded."""
    return replace(goodbye(language), still=("Mia",), children=CHILDREN[1:2])


def goodbye_alone(language: str = "de") -> GoodbyeView:
    """Take leave of a parent without children."""
    return replace(goodbye(language), children=(), programme=None)


def goodbye_one_stays(language: str = "de") -> GoodbyeView:
    """Leo stays in the house."""
    return replace(goodbye(language), children=CHILDREN[:3], desk="")


def goodbye_many(language: str = "de", going: int = 6, staying: int = 0) -> GoodbyeView:
    """Take leave of a family with many children."""
    children = [replace(CHILDREN[number % 4], to="adult") for number in range(going)]
    return replace(goodbye(language), children=(*children, *(CHILDREN[2:3] * staying)))


def views(language: str) -> dict[str, View]:
    """Every sample by name."""
    return {
        "idle": idle(language),
        "idle-offline": idle_offline(language),
        "idle-empty": idle_empty(language),
        "idle-broken": idle_broken(language),
        "idle-large": idle_large(language),
        "idle-crowded": idle_crowded(language),
        "idle-crowded-offline": replace(idle_offline(language), desks=idle_crowded(language, 4, 36).desks),
        "idle-call": idle_call(language),
        "idle-no-reader": replace(idle(language), reader="no_reader"),
        "idle-no-service": replace(idle(language), reader="no_service"),
        "idle-voice": replace(idle(language), voice=True, aloud=True),
        "idle-voice-more": replace(idle(language), voice=True, panel="more"),
        "idle-toner-low": replace(idle(language), printer="low"),
        "idle-printer-stopped": replace(idle(language), printer="stopped"),
        "idle-come": replace(idle(language), meant="come"),
        "idle-go": replace(idle(language), meant="go"),
        "idle-enrols": replace(idle(language), enrols=True),
        "idle-urgent": idle_call(language, "urgent"),
        "idle-programme": replace(idle(language), panel="programme"),
        "idle-rooms": idle_rooms(language),
        "idle-notices": replace(idle(language), panel="notices"),
        "idle-notices-many": replace(idle(language), panel="notices", notices=many_notices()),
        "idle-programme-many": replace(idle(language), panel="programme", programme=idle(language).programme * 4),
        "idle-wifi": replace(idle(language), panel="wifi"),
        "idle-language": replace(idle(language), panel="language"),
        "welcome-0": welcome(language, 0),
        "welcome-1": welcome(language, 1),
        "welcome-2": welcome(language, 2),
        "welcome-3": welcome(language, 3),
        "welcome-4": welcome(language, 4),
        "welcome-6": replace(welcome(language, 4), children=(*CHILDREN[:4], *CHILDREN[:2])),
        "welcome-6-full": replace(welcome_full(language), children=(*CHILDREN[:4], *CHILDREN[:2])),
        "welcome-taken": welcome_taken(language),
        "welcome-named-desk": welcome_named_desk(language),
        "welcome-named-desk-1": welcome_named_desk(language, 1),
        "welcome-named-desk-0": welcome_named_desk(language, 0),
        "welcome-deskless": welcome_deskless(language),
        "welcome-deskless-4": welcome_deskless(language, 4),
        "welcome-deskless-0": welcome_deskless(language, 0),
        "welcome-crowded": replace(welcome(language), row=glyphs("t" * 30 + "y" + "t" * 9)),
        "welcome-without-desk": welcome_without_desk(language),
        "welcome-long-name": replace(
            welcome(language),
            name="Zoë 'Zo' Oberneil-Müller",
            also=("Jana",),
            may_be_other=False,
        ),
        "welcome-again": welcome_again(language),
        "welcome-call": welcome_offers(language, "call"),
        "welcome-place": welcome_offers(language, "place", 1),
        "welcome-repair": welcome_offers(language, "repair", 3),
        "welcome-shift": welcome_offers(language, "shift", 4),
        "welcome-end-shift": welcome_offers(language, "end_shift", 0),
        "welcome-was-here": welcome_offers(language, "was_here"),
        "welcome-full": welcome_full(language),
        "welcome-back": welcome_back(language),
        "goodbye": goodbye(language),
        "goodbye-named-desk": replace(goodbye(language), desk="Laptop-Tisch Fensterplatz"),
        "goodbye-hold": goodbye_hold(language),
        "goodbye-out": goodbye_out(language),
        "goodbye-still": goodbye_still(language),
        "goodbye-again": goodbye_again(language),
        "goodbye-offline": replace(goodbye(language), may_come=True),
        "goodbye-alone": goodbye_alone(language),
        "goodbye-one-stays": goodbye_one_stays(language),
        "goodbye-6": goodbye_many(language),
        "goodbye-12": goodbye_many(language, 12),
        "goodbye-4-of-7": goodbye_many(language, 4, 3),
        "notice-unknown-card": NoticeView("unknown_card", STAY),
        "notice-call-carer": NoticeView("call_carer", STAY),
        "notice-undone": NoticeView("undone", STAY),
        "notice-no-roster": NoticeView("no_roster", STAY),
        "notice-staying": NoticeView("staying", STAY),
        "notice-shift-over": NoticeView("shift_over", STAY),
        "notice-first-time": NoticeView("first_time", STAY),
        "notice-fault": NoticeView("fault", STAY),
        "notice-unread": NoticeView("unread", STAY),
        "notice-enrolling": NoticeView("enrolling", STAY),
        "notice-identify": NoticeView("identify", STAY),
        "notice-enrolled": NoticeView("enrolled", STAY),
        "notice-random-card": NoticeView("random_card", STAY),
        "notice-card-taken": NoticeView("card_taken", STAY),
        "notice-guest-in": NoticeView("guest_in", STAY, 3, "undo"),
        "notice-guest-in-again": NoticeView("guest_in", STAY, 12, "go"),
        "notice-guest-out": NoticeView("guest_out", STAY, 3, "undo"),
        "notice-guest-out-again": NoticeView("guest_out", STAY, 3, "come"),
        "notice-badge-free": NoticeView("badge_free", STAY),
        "notice-not-enrolled": NoticeView("not_enrolled", STAY),
    }
