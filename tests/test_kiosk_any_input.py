"""Whatever cards, touches and silences come: no dead end, nobody sees another's family, no child goes by itself."""

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from booth import ANDRIJ, LINHS_CARD, OLENA, STRANGER, Booth
from broker.house.roster import Roster, pin_hash
from broker.wire.facts.care import ShiftTaken
from broker.wire.facts.custody import Taken
from houses import ADULT, CHILD, FAMILY, KEY, LINH, LINHS, OTHER, new_id
from kiosk.flow import Code, Enrolled, Guard, Idle, OfFamily, Pressed, Shift, Unread
from test_kiosk_choices import FULL, ruled
from test_kiosk_code import PIN, WRONG
from test_kiosk_guard import LEO, OMAS_CARD, roster

CARDS = {OLENA: FAMILY, ANDRIJ: FAMILY, LINHS_CARD: LINHS, OMAS_CARD: FAMILY, STRANGER: ""}
BY_TIME = {"leave_unanswered", "offer_withdrawn"}
"""What silence records: that nobody answered."""
TOUCHES = (
    *(("undo", ""), ("done", ""), ("go", ""), ("come", ""), ("hold", ""), ("back", ""), ("ready", "")),
    *(("take", ""), ("other", ""), ("errand", ""), ("stay", ""), ("count", "1"), ("count", "-1"), ("children", "")),
    *(("desk", ""), ("desk", "pc-1"), ("desk", "laptop-2"), ("any", ""), ("no_desk", ""), ("filter", "pc")),
    *(("child", f"{child}:{to}") for child in (CHILD, LEO) for to in ("care", "together", "adult", "absent")),
    *(("lunch", "30"), ("strip", "yes"), ("strip", "no"), ("strip", "coming"), ("time", "1"), ("language", "en")),
    *(("code", ""), ("first", ""), ("more", ""), ("open", "notices"), ("key", "4"), ("erase", "")),
    *(("look", "larger"), ("look", "contrast"), ("look", "aloud"), ("open", "more"), ("someone", "")),
    *(("adult", ADULT), ("adult", OTHER)),
)
INPUTS = st.one_of(
    st.sampled_from(list(CARDS)).map(lambda card: ("tap", card)),
    st.sampled_from(TOUCHES).map(lambda touch: ("touch", touch)),
    st.sampled_from([PIN, WRONG]).map(lambda digits: ("code", digits)),
    st.floats(0, 4000).map(lambda seconds: ("wait", seconds)),
    st.sampled_from([ADULT, LINH]).map(lambda adult: ("duty", adult)),
    st.sampled_from([CHILD, LEO]).map(lambda child: ("taken", child)),
    st.just(("unread", "")),
    st.sampled_from(["come", "go"]).map(lambda way: ("press", way)),
    st.sampled_from(["enrolled", "taken", "failed"]).map(lambda told: ("told", told)),
    st.integers(0, 120_000).map(lambda ms: ("enrol", ms)),
    st.booleans().map(lambda works: ("disk", works)),
    st.booleans().map(lambda fresh: ("hub", fresh)),
)


def rosters() -> st.SearchStrategy[Roster]:
    """Give a house with room and one without, with a second tap meant at once and not, by tap and by carer."""
    found = replace(roster(), pins={pin_hash(KEY, PIN): (FAMILY, ADULT)})
    rules = ({}, FULL, {"handover": "tap"}, {"model": "carers_take"})
    offices = [replace(found, office=replace(ruled(**rule).office, retap_s=s)) for rule in rules for s in (0, 600)]  # type: ignore[arg-type]
    return st.sampled_from(offices)


def act(booth: Booth, what: str, value: object) -> str | None:
    """Do it, and give the family whose card or code it was, if it was one."""
    meanwhile(booth, what, value)
    match what, value:
        case "tap", str(card):
            booth.tap(card)
            return CARDS[card]
        case "unread", _:
            booth.feed(Unread())
        case "press", "come" | "go" as way:
            booth.settle(booth.feed(Pressed(way)))
        case "told", "enrolled" | "taken" | "failed" as told:
            booth.feed(Enrolled(told))
        case "touch", (str(meaning), str(which)):
            booth.touch(meaning, which)
        case "code", str(digits):
            at_the_pad = isinstance(booth.touch("code"), Code)
            for digit in digits:
                booth.touch("key", digit)
            return FAMILY if at_the_pad and digits == PIN else None
        case "wait", float(seconds):
            booth.wait(seconds)
    return None


def meanwhile(booth: Booth, what: str, value: object) -> None:
    """Let something happen elsewhere in the house."""
    match what, value:
        case "duty", str(adult) if adult in booth.house.visits:
            booth.fold(ShiftTaken(shift=new_id(), adult=adult, family=booth.house.visits[adult].family))
        case "taken", str(child) if child in booth.house.stays and booth.house.shifts:
            stay, carer = booth.house.stays[child], next(iter(booth.house.shifts))
            keeps = booth.world.office.rules.care.model == "parents_keep"
            answers = stay.answers if keeps and stay.answers else carer
            if stay.at == "announced":
                booth.fold(
                    Taken(child=child, family=FAMILY, stay=new_id(), by=carer, answers=answers, follows=stay.stay)
                )
        case "enrol", int(ms):
            booth.roster = replace(booth.roster, enrol_until=booth.wall + ms)  # type: ignore[type-var]
        case "disk", bool(works):
            booth.disk_works = works
        case "hub", bool(fresh):
            booth.fresh = fresh


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(INPUTS, st.sampled_from([0.1, 0.5, 2.5])), max_size=40), rosters())
def test_whatever_comes(events: list[tuple[tuple[str, object], float]], found: Roster) -> None:
    booth = Booth(found)
    last_card, families = float("-inf"), set[str]()
    for (what, value), apart in events:
        booth.pass_time(apart)
        before, facts, screen = booth.house, len(booth.facts), booth.state.screen
        family = act(booth, what, value)
        if family is not None:
            last_card, families = booth.now, {family} | (families if isinstance(screen, Guard | Shift) else set())
        new = booth.kinds()[facts:]
        assert booth.state.saving is None
        assert not booth.state.queue
        if what == "wait":
            assert set(new) <= BY_TIME
            assert booth.house.stays.keys() == before.stays.keys()
            assert booth.house.visits.keys() == before.visits.keys()
        assert set(new) <= BY_TIME | {"pin_locked"} or booth.now - last_card < 60
        if isinstance(booth.state.screen, OfFamily):
            assert booth.state.screen.who.family.id in families
        for stay in booth.house.children():
            assert stay.answers in booth.house.visits or ("child_alone", stay.child) in booth.house.questions
    booth.wait(61)
    booth.wait(61)
    assert booth.state.screen == Idle()
    booth.disk_works = True
    assert isinstance(booth.tap(OLENA), OfFamily)
    assert booth.house.visit(ADULT) is not None
