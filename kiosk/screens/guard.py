"""Somebody leaves and a child stays: who is there for it now? There is no default, and time answers nothing."""

from pathlib import Path

from kivy.lang import Builder

from kiosk import choices  # noqa: F401  # guard.kv is made of them
from kiosk.language import SPEECH, _, either, ngettext
from kiosk.screens.screen import Screen
from kiosk.view import GuardView, Odd

WAYS = ("take", "other", "errand")
ICONS = {"take": "hand-heart", "other": "user-switch", "errand": "clock-countdown"}
AREA, GAP = ((452, 222, 788, 412), (236, 122, 550, 258)), 14
"""What the answers share, in both designs."""
BELOW, NEAR = ((452, 646, 788, 56), (236, 386, 550, 28)), ((452, 444, 788, 72), (236, 260, 550, 48))
"""Where the words below the answers stand: beneath three or two of them, and beneath one."""
THREE = 3


class GuardScreen(Screen):
    """Asks about one child."""

    def draw(self, view: GuardView) -> None:
        """Put the view in."""
        ids, child = self.ids, view.child or _("your child")
        ids.door.animal, ids.door.child_ground = view.animal, view.ground
        ids.title.text = _title(view, child)
        ask = _("{name}, who is there for {child} now?") if view.name else _("Who is there for {child} now?")
        ids.question.text = ask.format(name=view.name, child=child)
        ids.count.text = _("{number} of {total}").format(number=view.number, total=view.total) if view.total > 1 else ""
        ids.stay.text = _("Never mind – I'm staying")  # noqa: RUF001
        ids.stay.icon = "arrow-u-up-right" if SPEECH.rtl else "arrow-u-up-left"
        ids.again.text = "" if view.waiting else oddly(view.odd) or _again(view).format(child=child)
        ids.again.icon = "identification-card" if view.take or view.odd else "hand-heart"
        self._ways(view, child)
        self._waiting(view)

    def _ways(self, view: GuardView, child: str) -> None:
        words = {
            "take": (_("I'm taking {child} now").format(child=child), _("The carers are told.")),
            "other": (_("Someone else takes over"), _their_card(view)),
            "errand": (
                ngettext("Just out for {count} minute", "Just out for {count} minutes", view.errand_min),
                _("{child} stays registered. After that we get in touch.").format(child=child),
            ),
        }
        may = {"take": view.take, "other": True, "errand": view.errand_min > 0}
        row = [way for way in WAYS if may[way] and not view.waiting]
        for way in WAYS:
            button, (title, why) = self.ids[way], words[way]
            button.text = title if way in row else ""
            button.tail = why if way in row else ""
            button.icon = ICONS[way]
            button.role = "lead" if len(row) == THREE else "heading"
        near = len(row) == 1  # then there is room for larger words, right below the answer
        self.ids.again.role = "text" if near else "small"
        for small, side in enumerate(("wide", "small")):
            setattr(self.ids.again, side, (NEAR if near else BELOW)[small])
            x, y, width, height = AREA[small]
            step = (height + GAP) / max(2, len(row))
            for number, way in enumerate(row):
                setattr(self.ids[way], side, (x, y + number * step, width, step - GAP))

    def _waiting(self, view: GuardView) -> None:
        ids, who = self.ids, _who(view)
        ids.panel.shown = view.waiting
        ids.now.text = _("Now the other person's card, please.") if view.waiting else ""
        may = _("{names} can take over.").format(names=who) if who else _("Any adult of the family can take over.")
        ids.who.text = (oddly(view.odd) or may) if view.waiting else ""
        ids.back.text = _("Back") if view.waiting else ""
        ids.back.icon = "arrow-right" if SPEECH.rtl else "arrow-left"


def oddly(odd: Odd) -> str:
    """Say what was wrong with a card; empty if nothing was."""
    return {
        "": "",
        "unread": _("The card could not be read. Put it on once more."),
        "unknown": _("We don't know this card yet."),
    }[odd]


def _again(view: GuardView) -> str:
    """Say what the same card means, or why the child cannot come along."""
    if not view.take:
        return _("To take {child} along, please go to the carers first.")
    return _("The same card again: I take them all.") if view.total > 1 else _("The same card again: I take {child}.")


def _who(view: GuardView) -> str:
    """Name who may take over, as the beginning of a sentence."""
    if view.carers:
        return either([*view.others, _("a carer")]) if view.others else _("A carer")
    return either(list(view.others))


def _their_card(view: GuardView) -> str:
    who = _who(view)
    return _("{names} puts a card on.").format(names=who) if who else _("This person puts their card on now.")


def _title(view: GuardView, child: str) -> str:
    said = _said(view, child)
    return said[:1].upper() + said[1:]


def _said(view: GuardView, child: str) -> str:
    match view.at:
        case "care" | "together":
            return _("{child} is still in care.").format(child=child)
        case "announced":
            return _("Nobody has taken {child} into care yet.").format(child=child)
        case "out":
            return _("{child} is out with somebody.").format(child=child)
        case _:
            return _("{child} is still in the house.").format(child=child)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
