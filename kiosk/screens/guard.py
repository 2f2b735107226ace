"""Somebody leaves and a child stays: who is there for it now? There is no default, and time answers nothing."""

from pathlib import Path

from kivy.lang import Builder

from kiosk import choices  # noqa: F401  # guard.kv is made of them
from kiosk.language import _, listed
from kiosk.screens.screen import Screen
from kiosk.view import GuardView

WAYS = ("take", "other", "errand")
ICONS = {"take": "hand-heart", "other": "user-switch", "errand": "clock-countdown"}
TOP, HEIGHT, GAP = (222, 126), (128, 80), (14, 14)


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
        ids.again.text = _("The same card again: I take them all.")
        if not view.take:
            ids.again.text = _("To take {child} along, please go to the carers first.").format(child=child)
        ids.again.text = "" if view.waiting else ids.again.text
        self._ways(view, child)
        self._waiting(view)

    def _ways(self, view: GuardView, child: str) -> None:
        words = {
            "take": (_("I'm taking {child} now"), _("The carers are told.")),
            "other": (_("Someone else takes over"), _("This person puts their card on now.")),
            "errand": (
                _("Just out for {count} minutes").format(count=view.errand_min),
                _("{child} stays registered. After that we get in touch."),
            ),
        }
        may = {"take": view.take, "other": True, "errand": view.errand_min > 0}
        row = [way for way in WAYS if may[way] and not view.waiting]
        for way in WAYS:
            button, (title, why) = self.ids[way], words[way]
            button.text = title.format(child=child) if way in row else ""
            button.tail = why.format(child=child) if way in row else ""
            button.icon = ICONS[way]
        for small, side in enumerate(("wide", "small")):
            x, width = ((452, 788), (236, 550))[small]
            for number, way in enumerate(row):
                top = TOP[small] + number * (HEIGHT[small] + GAP[small])
                setattr(self.ids[way], side, (x, top, width, HEIGHT[small]))

    def _waiting(self, view: GuardView) -> None:
        ids = self.ids
        ids.panel.shown = view.waiting
        who = [*view.others, *([_("a carer")] if view.carers else [])]
        ids.now.text = _("Now the other person's card, please.") if view.waiting else ""
        may = _("{names} can take over.").format(names=listed(who)) if who else _("The other parent can take over.")
        ids.who.text = may if view.waiting else ""
        ids.back.text = _("Back") if view.waiting else ""


def _title(view: GuardView, child: str) -> str:
    match view.at:
        case "care" | "together":
            return _("{child} is still in {room}.").format(child=child, room=view.care_room)
        case "announced":
            return _("Nobody has taken {child} into care yet.").format(child=child)
        case "out":
            return _("{child} is out with somebody.").format(child=child)
        case _:
            return _("{child} is still in the house.").format(child=child)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
