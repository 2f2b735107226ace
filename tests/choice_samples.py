"""Invented views for every screen where a family chooses or is asked: made-up people and numbers."""

from msgspec.structs import replace

from kiosk.view import (
    ChildChoice,
    ChildrenView,
    CodeView,
    DesksView,
    GuardView,
    PlanDesk,
    PlanRoom,
    RepairView,
    ShiftView,
    SomeoneView,
    Stay,
    View,
)
from samples import WORDS, glyphs

STAY = Stay(28, 30)
GUARD_STAY = Stay(55, 60)
WINDOW = tuple((1.0 + 1.6 * number, 1.2) for number in range(6))
TABLE = ((1.4, 3.9), (3.4, 3.9), (1.4, 5.5), (3.4, 5.5))
"""Where laptops and PCs stand, in metres."""


def rooms(language: str) -> tuple[PlanRoom, ...]:
    """Give an office of 12.6 by 9 metres."""
    words = WORDS[language]
    return (
        PlanRoom(str(words["work"]), "work", (0, 0, 9.8, 6.9)),
        PlanRoom(str(words["care"]), "care", (9.8, 0, 2.8, 6.9)),
        PlanRoom(str(words["group"]), "group", (0, 6.9, 4.1, 2.1)),
        PlanRoom("", "entrance", (4.1, 6.9, 5.7, 2.1)),
        PlanRoom(str(words["kitchen"]), "kitchen", (9.8, 6.9, 2.8, 2.1)),
    )


def desks(language: str = "de", states: str = "tfyutfttfr") -> DesksView:
    """Olena chooses among six laptops and four PCs; letters as in `samples.glyphs`."""
    laptop = WORDS[language]["laptop"]
    found = []
    for number, (glyph, spot) in enumerate(zip(glyphs(states), (*WINDOW, *TABLE), strict=True)):
        kind = "laptop" if number < len(WINDOW) else "pc"
        which = number + 1 if kind == "laptop" else number + 1 - len(WINDOW)
        name = f"{laptop} {which}" if kind == "laptop" else f"PC {which}"
        may = glyph.state in ("free", "unknown", "yours")
        found.append(PlanDesk(f"{kind}-{which}", name, kind, glyph.state, may, spot))  # type: ignore[arg-type]
    return DesksView(
        desks=tuple(found),
        rooms=rooms(language),
        kind="all",
        doubt="",
        doubt_id="",
        here=(8.0, 8.2),
        way=((8.0, 8.2), (5.4, 8.2), (5.4, 2.3), (4.2, 2.3), (4.2, 1.9)),
        unknown_since="8:52",
        unknown_why="silent",
        stay=STAY,
    )


def desks_listed(language: str = "de") -> DesksView:
    """Show an office without a plan."""
    view = desks(language)
    return replace(view, rooms=(), here=None, way=(), desks=tuple(replace(desk, spot=None) for desk in view.desks))


def desks_many(language: str = "de", count: int = 16) -> DesksView:
    """Show a large office without a plan, seen from outside any desk."""
    view = desks_listed(language)
    more = tuple(
        PlanDesk(f"laptop-{number}", f"{WORDS[language]['laptop']} {number}", "laptop", "free", may=True)
        for number in range(7, count + 1)
    )
    return replace(view, desks=(*view.desks, *more), unknown_since="")


def desks_doubt(language: str = "de") -> DesksView:
    """Ask about a desk of which nobody knows."""
    return replace(
        desks(language),
        doubt=f"{WORDS[language]['laptop']} 4",
        doubt_id="laptop-4",
        doubt_since="8:52",
        doubt_why="silent",
    )


def children(language: str = "de", count: int = 2) -> ChildrenView:
    """Olena says where Mia, Leo and others are."""
    beside = {"de": "bei Andrij", "en": "with Andrij", "ar": "مع أندريه"}[language]
    found = (
        ChildChoice("c-mia00001", "Mia", "fox", "white", "care"),
        ChildChoice("c-leo00001", "Leo", "turtle", "white", "adult"),
        ChildChoice("c-alex0001", "Alexandra", "owl", "sky", "adult", may=False, note=beside),
        ChildChoice("c-laila001", "ليلى", "panda", "mint", "absent"),
    )
    return ChildrenView(found[:count], str(WORDS[language]["care"]), places_free=3, carers=2, short="", stay=STAY)


def children_full(language: str = "de") -> ChildrenView:
    """Show care that is full: Mia waits."""
    view = children(language)
    mia, leo = view.children
    return replace(view, children=(replace(mia, chosen="waits"), leo), places_free=0, short="places")


def guard(language: str = "de") -> GuardView:
    """Ask Olena about Mia."""
    del language  # names are the same in all
    return GuardView(
        "Olena", "Mia", "fox", "white", "care", 1, 1, waiting=False, others=("Andrij",), carers=True, errand_min=10,
        stay=GUARD_STAY,
    )  # fmt: skip


def choices(language: str) -> dict[str, View]:
    """Every sample by name."""
    room = str(WORDS[language]["care"])
    code = CodeView(4, wrong=False, pause_min=0, care_room=room, stay=STAY)
    day = {"de": "Dienstag, 13. Oktober", "en": "Tuesday, 13 October", "ar": "الثلاثاء، 13 أكتوبر"}[language]
    repair = RepairView(day, "9:12", tuple((str(hour), f"{hour}:00") for hour in range(10, 18)), STAY)
    fifth = ChildChoice("c-jan00001", "Jan", "bear", "white", "care")
    someone = SomeoneView("Olena", (("a-1", "Andrij"), ("a-2", "Großmutter Halyna"), ("a-3", "Oleksandra")), STAY)
    return {
        "desks": desks(language),
        "desks-doubt": desks_doubt(language),
        "desks-listed": desks_listed(language),
        "desks-many": desks_many(language),
        "children-1": children(language, 1),
        "children-2": children(language, 2),
        "children-3": children(language, 3),
        "children-4": children(language, 4),
        "children-5": replace(children(language, 4), children=(*children(language, 4).children, fifth)),
        "children-5-more": replace(children(language, 4), children=(*children(language, 4).children, fifth), more=4),
        "children-3-more": replace(children(language, 3), more=1),
        "children-full": children_full(language),
        "children-no-carer": replace(children(language), short="no_carer", carers=0),
        "guard": guard(language),
        "guard-waiting": replace(guard(language), waiting=True),
        "guard-unread": replace(guard(language), waiting=True, odd="unread"),
        "guard-unknown": replace(guard(language), odd="unknown"),
        "shift-unread": ShiftView("Jana", 8, leaves=True, stay=GUARD_STAY, odd="unread"),
        "guard-announced": replace(guard(language), at="announced", number=1, total=2, errand_min=0),
        "guard-alone": replace(guard(language), at="adult", others=(), carers=False, errand_min=0),
        "guard-kept": replace(guard(language), take=False, errand_min=0),
        "shift": ShiftView("Jana", 8, leaves=True, stay=GUARD_STAY),
        "shift-ends": ShiftView("Jana", 1, leaves=False, stay=GUARD_STAY),
        "code": code,
        "code-wrong": replace(code, typed=0, wrong=True),
        "code-pause": replace(code, typed=0, wrong=True, pause_min=2),
        "repair": repair,
        "someone": someone,
        "someone-one": replace(someone, adults=someone.adults[:1]),
        "repair-few": replace(repair, times=repair.times[:3]),
    }
