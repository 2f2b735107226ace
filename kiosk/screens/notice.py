"""A calm answer without names: nothing was recorded, or something was taken back."""

from pathlib import Path

from kivy.lang import Builder

from kiosk import palette
from kiosk.language import _
from kiosk.screens.screen import BAR, BAR_GAP, Screen
from kiosk.text import natural_width
from kiosk.theme import FIT
from kiosk.view import NoticeView

SIGNS = {
    "unknown_card": ("?", "identification-card", palette.HIMMEL),
    "call_carer": ("?", "hand-heart", palette.WARN),
    "undone": ("arrow-counter-clockwise", "arrow-counter-clockwise", palette.MINZE),
    "no_roster": ("?", "users-three", palette.HIMMEL),
    "staying": ("check", "house", palette.MINZE),
    "shift_over": ("check", "hand-heart", palette.MINZE),
    "first_time": ("hand-waving", "house-line", palette.SONNE),
    "unread": ("identification-card", "hand", palette.SONNE),
    "fault": ("?", "warning", palette.WARN),
    "enrolling": ("identification-card", "identification-card", palette.SONNE),
    "enrolled": ("check", "identification-card", palette.MINZE),
    "random_card": ("?", "identification-card", palette.HIMMEL),
    "card_taken": ("?", "identification-card", palette.HIMMEL),
    "not_enrolled": ("?", "warning", palette.WARN),
    "guest_in": ("check", "hand-waving", palette.MINZE),
    "guest_out": ("check", "house", palette.MINZE),
    "badge_free": ("?", "identification-card", palette.HIMMEL),
    "identify": ("hand-waving", "hand-waving", palette.SONNE),
}
"""What is on the card of the stage, the sign beside the words, and its ground."""


TURNS = {"undo": "arrow-counter-clockwise", "go": "sign-out", "come": "sign-in", "": ""}
"""Signs of the way back."""


class NoticeScreen(Screen):
    """The same layout for everything that is not a family's own screen."""

    def draw(self, view: NoticeView) -> None:
        """Put the view in."""
        ids = self.ids
        ids.card.sign, ids.sign.name, ids.sign.ground = SIGNS[view.kind]
        ids.card.level = 372
        ids.title.text, ids.what.text, ids.why.text = _words(view)
        single = natural_width(ids.what.text, "title") <= FIT.x * FIT.pick(716, 458)
        ids.what.lines = 1 if single else 2
        ids.what.wide, ids.what.small = (60, 296, -48, 70 if single else 112), (32, 146, -24, 48 if single else 76)
        ids.why.wide, ids.why.small = (60, 366 if single else 418, -60, 150), (32, 194 if single else 230, -28, 100)
        ids.done.text = _("Done")
        self._buttons(view)
        ids.stage.count(view.stay)

    def _buttons(self, view: NoticeView) -> None:
        """Lay out the way back of a badge beside done."""
        ids = self.ids
        ids.turn.shown = bool(view.way)
        ids.turn.text = {"undo": _("Undo"), "go": _("I am leaving"), "come": _("I am back"), "": ""}[view.way]
        ids.turn.meaning, ids.turn.icon = view.way, TURNS[view.way]
        for small, side in enumerate(("wide", "small")):
            left, top, width, height = BAR[small]
            each = (width - BAR_GAP[small]) / 2 if view.way else width
            setattr(ids.done, side, (left + width - each, top, each, height))
            setattr(ids.turn, side, (left, top, each, height))


def _of_badge(view: NoticeView) -> tuple[str, str, str]:
    number = view.badge
    if view.kind == "guest_in":
        return (
            _("Welcome, guest {number}!").format(number=number),
            _("You are already checked in.") if view.again else _("You are checked in."),
            _("Put your badge on again when you leave."),
        )
    return (
        _("Goodbye, guest {number}!").format(number=number),
        _("You are already checked out.") if view.again else _("You are checked out."),
        _("Please give your badge back before you go home."),
    )


def _words(view: NoticeView) -> tuple[str, str, str]:
    if view.badge:
        return _of_badge(view)
    return {
        "badge_free": (
            _("Please see the carers"),
            _("Nobody has this guest badge today."),
            _("Nothing was recorded. The carers check you in and give it to you."),
        ),
        "unknown_card": (
            _("Please see the carers"),
            _("We don't know this card yet."),
            _("Nothing was recorded. The carers can help you."),
        ),
        "call_carer": (
            _("Please see the carers"),
            _("This could not be recorded here."),
            _("You are neither checked in nor checked out. The carers can do it for you."),
        ),
        "undone": (
            _("All as before"),
            _("That was undone."),
            _("Everything is as it was before you placed your card."),
        ),
        "no_roster": (
            _("Not ready yet"),
            _("This screen does not know the families yet."),
            _("Nothing was recorded. Please see the carers."),
        ),
        "staying": (
            _("All right"),
            _("You stay checked in."),
            _("Nothing has changed. Everyone is where they were."),
        ),
        "shift_over": (
            _("Thank you!"),
            _("Your shift is over."),
            _("Somebody else looks after the children now."),
        ),
        "first_time": (
            _("Welcome!"),
            _("Your first time here?"),
            _("Please go to the carers: they register you and your children, and give you a card."),
        ),
        "unread": (
            _("Once more, please"),
            _("The card could not be read."),
            _("Take it away, put it on again, and hold it still for a moment."),
        ),
        "fault": (
            _("Please try again"),
            _("Something went wrong here."),
            _("Nothing is lost. If it happens again, please see the carers."),
        ),
        "enrolling": (
            _("One moment"),
            _("Your new card is being registered."),
            _("This takes a few seconds. You can take it away."),
        ),
        "enrolled": (
            _("All right"),
            _("Your new card is registered."),
            _("It counts from now on."),
        ),
        "random_card": (
            _("Please take another"),
            _("This card changes its number each time."),
            _("Phones and identity cards do that. Please take a card or a key fob."),
        ),
        "card_taken": (
            _("Please take another"),
            _("This card belongs to somebody already."),
            _("Perhaps it was lost once. Please take another card or key fob."),
        ),
        "not_enrolled": (
            _("Please try again"),
            _("The card could not be registered."),
            _("If it happens again, please ask the carers."),
        ),
        "identify": (
            _("Here I am"),
            _("You were looking for this terminal."),
            _("It can be used as always."),
        ),
    }[view.kind]


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
