"""The last carer wants to go while children are in care: another has to take over, and they count together."""

from pathlib import Path

from kivy.lang import Builder

from kiosk import choices  # noqa: F401  # shift.kv is made of them
from kiosk.language import SPEECH, _, ngettext
from kiosk.screens.guard import oddly
from kiosk.screens.screen import Screen
from kiosk.view import ShiftView


class ShiftScreen(Screen):
    """Waits for the card of the next carer."""

    def draw(self, view: ShiftView) -> None:
        """Put the view in."""
        ids = self.ids
        ids.title.text = ngettext("One child is still in care.", "{count} children are still in care.", view.heads)
        ask = _("{name}, who takes the shift over?") if view.name else _("Who takes the shift over?")
        ids.question.text = ask.format(name=view.name)
        ids.count_text.text = _("Please count: how many children are there?")
        ids.heads.text = str(view.heads)
        ids.less.text = ids.more.text = " "
        ids.now.text = oddly(view.odd) or _("Then the next carer puts their card on.")
        ids.stay.text = _("Never mind – I'm staying") if view.leaves else _("Back")  # noqa: RUF001
        leaving, ending = (("arrow-u-up-left", "arrow-left"), ("arrow-u-up-right", "arrow-right"))[SPEECH.rtl]
        ids.stay.icon = leaving if view.leaves else ending


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
