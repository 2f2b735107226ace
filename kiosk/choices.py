"""What a guard's screen is made of: the door behind which a child is, and large answers."""

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import StringProperty

from kiosk import palette, pictures, shapes
from kiosk.language import SPEECH
from kiosk.shapes import Ink
from kiosk.sheet import Drawn
from kiosk.stage import ReaderCard
from kiosk.text import Setting, draw
from kiosk.theme import FIT
from kiosk.widgets import Press

ANIMAL = (256 / 344, 128 / 176)
"""Width of the animal in a door: in both designs the picture as it is, for a scaled one has a dark edge."""


class Door(Drawn):
    """The large arch of the care room with a child's animal in it; without an animal it is a neutral one."""

    animal = StringProperty("")
    child_ground = StringProperty("white")

    def looks(self) -> tuple[str, ...]:
        """Name the child."""
        return ("animal", "child_ground")

    def paint(self) -> None:
        """Draw frame, opening, animal and the blocks beside it."""
        frame, opening = Ink(), Ink()
        edge = self.width * 0.105
        frame.fill(shapes.arch(self.x, self.y, self.width, self.height, 0))
        frame.draw(palette.FLIEDER_MID)
        opening.fill(shapes.arch(self.x + edge, self.y, self.width - 2 * edge, self.height - edge * 1.15, 0))
        opening.draw(palette.GROUNDS.get(self.child_ground, palette.PAPIER))
        side = self.width * FIT.pick(*ANIMAL)
        if self.animal:
            left, bottom = self.center_x - side / 2, self.y + self.height * 0.06
            pictures.animal(self.animal, self.child_ground, left, bottom, side)
        self._blocks()

    def _blocks(self) -> None:
        """Stand toys at the foot of the door, as in the room behind it."""
        u = self.width / 344
        start, end = (self.right, self.x) if SPEECH.rtl else (self.x, self.right)
        turn = -1 if SPEECH.rtl else 1
        cube, sun, bridge = Ink(), Ink(), Ink()
        left = start - 26 * u * turn - (58 * u if SPEECH.rtl else 0)
        cube.fill(shapes.box(left, self.y, 58 * u, 64 * u, 6 * u))
        cube.draw(palette.APRIKOSE_MID)
        sun.fill(shapes.arc(left + 29 * u, self.y + 64 * u, 29 * u, -90, 90))
        sun.draw(palette.SONNE)
        middle = end + 6 * u * turn
        ring = shapes.arc(middle, self.y + 40 * u, 22 * u, -90, 90)
        bridge.stroke([(ring[0][0], self.y), *ring, (ring[-1][0], self.y)], 20 * u)
        bridge.draw(palette.HIMMEL_MID)


class PutCard(ReaderCard):
    """A card before the sun, which stands for the reader: somebody is to put one on."""

    def middle(self, _level: float) -> tuple[float, float]:
        """Give the middle of its own box."""
        return self.center_x, self.center_y

    def paint(self) -> None:
        """Draw the sun, and the card before it."""
        disc = Ink()
        disc.fill(shapes.circle(*self.middle(0), min(self.size) / 2))
        disc.draw(palette.SONNE)
        super().paint()


class BigChoice(Press):
    """An answer with a sign, a title, and a text in `tail` that says what happens then."""

    below = True
    """The tail stands below the text, not beside it."""

    def paint(self) -> None:
        """Draw ground, disc and both lines."""
        self.settings = []
        if not self.text:
            return
        self._ground()
        disc_side = min(self.height * 0.66, FIT.px(112, 68))
        margin = FIT.px(22, 14)
        x = self.right - margin - disc_side / 2 if SPEECH.rtl else self.x + margin + disc_side / 2
        disc = Ink()
        disc.fill(shapes.circle(x, self.center_y, disc_side / 2))
        disc.draw(palette.PAPIER if self.kind == "care" else palette.FLIEDER)
        pictures.icon(self.icon, x, self.center_y, disc_side * 0.52, palette.FLIEDER_DEEP, full=True)
        lead = margin + disc_side + FIT.px(22, 14)
        room = self.width - lead - margin
        title = self._set(self.text, self.role, room, 1)
        self.settings = [title, self._why(room)] if self.tail else [title]
        height = sum(setting.height for setting in self.settings)
        top = self.center_y + height / 2
        for setting in self.settings:
            left = self.right - lead - setting.width if SPEECH.rtl else self.x + lead
            draw(setting, self.colour, left, top, setting.width, 1.0 if SPEECH.rtl else 0.0)
            top -= setting.height

    def _why(self, room: float) -> Setting:
        """Set the tail in one line, or in two where it would be cut."""
        one = self._set(self.tail, self.tail_role, room, 1)
        return one if one.fits else self._set(self.tail, self.tail_role, room, 2)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
