"""Questions and alarms in plain words, for the person who answers them."""

from collections.abc import Callable, Iterable

from msgspec import Struct

from broker.house.questions import is_alarm
from broker.house.state import Question
from broker.snapshot import Snapshot
from broker.web.people import adult_name, child_name
from broker.web.sensor_words import source_name, subject_name
from broker.wire.language import mark
from broker.wire.message import Ms

TEXTS = {
    "child_alone": (
        mark("Nobody answers for %(what)s"),
        mark("Please find the child now, and say who takes over."),
    ),
    "child_at_closing": (
        mark("%(what)s is still recorded, and the house is closing"),
        mark("Please look whether the child is here or has gone home."),
    ),
    "child_unclear": (mark("Is %(what)s here?"), mark("Recorded with an earlier visit, but not named today.")),
    "child_unknown": (mark("%(what)s is here, but nobody arrived with the child"), mark("Please check who is here.")),
    "child_twice": (mark("%(what)s came with two adults"), mark("Please settle with whom the child is.")),
    "announced_long": (
        mark("%(what)s was announced to care, but not taken over"),
        mark("Is the child in care, or still with the parent?"),
    ),
    "over_limit": (
        mark("%(what)s was announced, but there is no place"),
        mark("A kiosk that was cut off did not know the limit of now. Can the child stay in care?"),
    ),
    "separation_over": (mark("The short separation of %(what)s is over"), mark("Please tell the parent.")),
    "taken_twice": (mark("%(what)s was taken over twice"), mark("The first one counts. Please agree.")),
    "moved_twice": (
        mark("A late message about %(what)s"),
        mark("Meanwhile something else was recorded. Please check."),
    ),
    "offer_open": (mark("%(what)s was to be handed over, but nobody took over"), mark("The giver still answers.")),
    "handover_unasked": (
        mark("Somebody wants to take over %(what)s, but it was not offered"),
        mark("Nothing has changed. Please talk to both."),
    ),
    "collected_unasked": (
        mark("%(what)s was collected by somebody who had not been announced"),
        mark("Please check at once whether that is right."),
    ),
    "override_own": (
        mark("A place beyond the limit for a child of one's own"),
        mark("Somebody else has to decide that."),
    ),
    "leave_unanswered": (
        mark("%(what)s was at the door and did not answer"),
        mark("Is %(what)s still in the house? Who is there for the children?"),
    ),
    "arrived_twice": (mark("%(what)s arrived twice"), mark("Without leaving in between. Please check who is here.")),
    "came_before_left": (mark("A late arrival of %(what)s"), mark("Recorded as here. Please check.")),
    "left_unknown": (
        mark("%(what)s left, but was not here"),
        mark("The arrival is missing. Please check."),
    ),
    "away_long": (mark("%(what)s is not back yet"), mark("Only out for a while, and the time is over.")),
    "out_without_carer": (
        mark("%(what)s is out, and nobody is on duty"),
        mark("Please look after the children, or ask for help."),
    ),
    "desk_gone": (
        mark("Somebody has chosen a desk that is no longer there: %(what)s"),
        mark("A kiosk that was cut off still offered it. Please find another one for them."),
    ),
    "desk_twice": (mark("%(what)s is given away twice"), mark("Two people chose it. Please settle who sits where.")),
    "guest_forgotten": (mark("A guest is still recorded"), mark("Has everyone gone home?")),
    "no_carer": (mark("Children are in care, and nobody is on duty"), mark("Who is looking after them?")),
    "shift_over": (mark("The shift of %(what)s is over"), mark("Does it go on, or who takes over?")),
    "on_duty_unseen": (mark("%(what)s is on duty, but did not arrive"), mark("Please check.")),
    "headcount_due": (mark("Time to count the children"), mark("How many are in care?")),
    "headcount_wrong": (
        mark("The count does not match"),
        mark("Please count again, and look for whoever is missing."),
    ),
    "call_unanswered": (mark("A call was not answered"), mark("It is about %(what)s. Please send somebody.")),
    "unseen": (
        mark("Is %(what)s still here?"),
        mark("Checked in, but sensors have seen nobody there for two hours. Perhaps the card was forgotten."),
    ),
    "room_unseen": (
        mark("Sensors see nobody in %(what)s, where several are checked in"),
        mark("For two hours. Is somebody there? Then the sensor or its place is not good."),
    ),
    "care_unseen": (
        mark("Nothing moves in %(what)s, where children are in care"),
        mark("Are all of you outside? Please count."),
    ),
    "uncounted": (
        mark("Sensors see somebody, and nobody is checked in"),
        mark("Where: %(seen)s. Has somebody forgotten the card, or is it the cleaner?"),
    ),
    "seat_unclaimed": (
        mark("Who sits at %(what)s?"),
        mark("The seat feels somebody, and nobody has checked in there. Please choose the desk at the kiosk."),
    ),
    "no_show": (
        mark("Nobody has sat down at %(what)s"),
        mark("Chosen a quarter of an hour ago. Is the desk still needed?"),
    ),
    "booked_empty": (
        mark("%(what)s is booked, and empty"),
        mark("Nobody has come yet. Can others have it?"),
    ),
    "unbooked": (
        mark("%(what)s is used without a booking"),
        mark("Please ask who is there, and book it for them."),
    ),
    "never_list": (
        mark("A card that must not be served was at the door"),
        mark("Please look who is there, and let nobody take a child."),
    ),
    "lost_card": (mark("The lost card of %(what)s was used"), mark("Please look who has it.")),
    "lost_card_used": (
        mark("The lost card of %(what)s was used at %(when)s"),
        mark("Was it the owner? The terminal could not hear yet that it was lost, and let it in or out."),
    ),
    "former_card_used": (
        mark("A card that %(what)s no longer has was used at %(when)s"),
        mark("The terminal could not hear yet whose it is now. Please look who came, and set it right."),
    ),
    "badge_free": (
        mark("Somebody came with badge “Guest %(what)s”, which nobody has today"),
        mark("Please look who is there, and sign them in as a guest."),
    ),
    "pin_locked": (mark("%(what)s takes no codes for a while"), mark("Too many wrong codes. Please help.")),
    "facts_missing": (
        mark("Messages from %(what)s are missing"),
        mark("Please check who came and who left in that time."),
    ),
    "node_gone": (
        mark("%(what)s is gone"),
        mark("Is it switched on, and its cable in? Nothing that it measures is known until it is back."),
    ),
    "node_twice": (
        mark("Two devices call themselves %(what)s"),
        mark("They throw each other out%(where)s. Give one of them another node in its settings."),
    ),
    "sensor_silent": (
        mark("%(what)s says nothing"),
        mark("Is its cable in, or its battery empty? Then start %(node)s again."),
    ),
    "sensor_stuck": (
        mark("%(what)s has said the same for very long"),
        mark("Walk up to it and look whether it changes. If not, it is jammed, its cable is cut, or it is broken."),
    ),
    "sensor_flapping": (
        mark("%(what)s changes all the time"),
        mark("Is something moving in front of it, or its contact loose? Until then it is not to be believed."),
    ),
    "battery_low": (mark("%(what)s is nearly empty"), mark("Please put in a new one.")),
    "source_twice": (
        mark("%(what)s is brought in by two nodes"),
        mark("It counts twice%(where)s. Take it out of the settings of one of them."),
    ),
    "unread": (
        mark("A message that this version cannot read"),
        mark("%(what)s. It is kept and will be read after the next update."),
    ),
}


AT_DESKS = frozenset({"desk_twice", "seat_unclaimed", "no_show"})
IN_ROOMS = frozenset({"room_unseen", "care_unseen", "uncounted", "unbooked", "booked_empty"})
SENSORS = frozenset({"sensor_silent", "sensor_stuck", "sensor_flapping", "battery_low"})


class QuestionView(Struct, frozen=True):
    """A question in plain words."""

    title: str
    hint: str
    since: Ms
    times: int
    alarm: bool


def question_view(
    question: Question, snapshot: Snapshot, say: Callable[[str], str], moment: Callable[[Ms], str]
) -> QuestionView:
    """Write a question; `moment` writes times."""
    title, hint = TEXTS.get(question.kind, (question.kind, "%(what)s"))
    what = {
        "what": _subject(question, snapshot, say),
        "where": _where(question, snapshot),
        "when": moment(question.since),
        "seen": _seen(snapshot, say),
        "node": _names(snapshot).get(question.subject.partition("/")[0], ""),
    }
    return QuestionView(
        say(title) % what, say(hint) % what, question.since, question.times, is_alarm(question.kind)
    )  # fmt: skip


def _subject(question: Question, snapshot: Snapshot, say: Callable[[str], str]) -> str:
    names, subject = _names(snapshot), question.subject
    if question.kind in AT_DESKS:
        names = {desk.id: desk.name for desk in snapshot.office.desks}
    if question.kind in IN_ROOMS:
        names = {"house": say(mark("the house")), **_rooms(snapshot)}
        booked = snapshot.house.bookings.get(subject)
        subject = booked.room if booked else subject
    if call := snapshot.house.calls.get(subject):
        subject = call.child
    if name := names.get(subject) or adult_name(snapshot, subject) or child_name(snapshot, subject):
        return name
    if question.kind in SENSORS:
        return subject_name(subject, snapshot, say)
    if question.kind == "source_twice":
        return source_name(subject, snapshot, say)
    if question.kind == "badge_free":
        return subject
    if question.kind == "unread":
        node, _, kind = subject.partition(" ")
        return f"{names.get(node, node)}: {kind}"
    return say(mark("Unknown person (%(id)s)")) % {"id": subject}


def _names(snapshot: Snapshot) -> dict[str, str]:
    return {node.id: node.name for node in snapshot.office.nodes}


def _rooms(snapshot: Snapshot) -> dict[str, str]:
    return {room.id: room.name for room in snapshot.office.rooms}


def _seen(snapshot: Snapshot, say: Callable[[str], str]) -> str:
    """Name the rooms that are in use, as far as is known now."""
    names = _rooms(snapshot)
    found = [names[room] for room, picture in snapshot.pictures.rooms.items() if picture.state == "occupied"]
    return ", ".join(found) or say(mark("nowhere now"))


def _where(question: Question, snapshot: Snapshot) -> str:
    """Say where both are of what is there twice: devices as they say themselves, nodes by their names."""
    subject, names = question.subject, _names(snapshot)
    found: Iterable[str] = next((node.rivals for node in snapshot.nodes if node.id == subject), ())
    if question.kind == "source_twice":
        nodes = dict.fromkeys(sensor.node for sensor in snapshot.sensors if sensor.channel.source == subject)
        found = [names.get(node, node) for node in nodes]
    return f" ({', '.join(found)})" if found else ""
