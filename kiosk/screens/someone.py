"""The card of one, in the hand of another: who of the family has come."""

from pathlib import Path

from kivy.lang import Builder

from kiosk.language import _
from kiosk.screens.screen import ResultScreen
from kiosk.view import SomeoneView

ADULTS = 4
"""So many others have room."""
AREA, GAP = ((428, 156, 824, 518), (272, 84, 514, 306)), (14, 10)
"""What the others share, in both designs."""
LARGEST = (152, 92)
"""Height of one who is alone, or beside one other."""


class SomeoneScreen(ResultScreen):
    """Names only adults of the family whose card it is."""

    def draw(self, view: SomeoneView) -> None:
        """Put the view in."""
        ids, adults = self.ids, view.adults[:ADULTS]
        ids.title.text = _("Who are you?")
        ids.card.sign, ids.card.level = "users", 372
        ids.whose.text = _("This is the card of {name}.\nWho has come?").format(name=view.name)
        ids.back.text = _("{name} is right").format(name=view.name)
        for number in range(ADULTS):
            button = ids[f"adult_{number}"]
            button.what, button.text = adults[number] if number < len(adults) else ("", "")
        for small, side in enumerate(("wide", "small")):
            x, y, width, height = AREA[small]
            step = min((height + GAP[small]) / max(1, len(adults)), LARGEST[small] + GAP[small])
            for number in range(len(adults)):
                setattr(ids[f"adult_{number}"], side, (x, y + number * step, width, step - GAP[small]))
        ids.stage.count(view.stay)

    def wipe(self) -> None:
        """Forget who was meant, too."""
        super().wipe()
        for number in range(ADULTS):
            self.ids[f"adult_{number}"].what = ""


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
