"""Type, sizes and fonts of the kiosk, each named once.

Everything is drawn in the px of one of two designs, 1280x800 or 800x480, and stretched to the window: positions by
its width and height, type and lines by the smaller of the two.
"""

import re
from pathlib import Path
from typing import Final, Literal, TypeVar

from msgspec import Struct

T = TypeVar("T")

ASSETS: Final = Path(__file__).parent / "assets"
_ARABIC = re.compile("[\u0600-\u08ff\ufb50-\ufeff]")

Weight = Literal["Medium", "Bold", "ExtraBold"]


class Role(Struct, frozen=True):
    """A size of type: px in the large and in the small design, weight, and line height as a share of the size."""

    wide: float
    small: float
    weight: Weight
    leading: float
    arabic: float = 1.0
    """Arabic letters of this role are drawn at this share of the size."""


ROLES: Final = {
    "display": Role(70, 46, "ExtraBold", 1.0, 0.83),
    "clock": Role(46, 34, "ExtraBold", 1.0),
    "title": Role(48, 32, "ExtraBold", 1.05),
    "number": Role(60, 42, "ExtraBold", 0.9),
    "heading": Role(42, 26, "ExtraBold", 1.05),
    "key": Role(56, 36, "ExtraBold", 1.05),
    "name": Role(42, 26, "ExtraBold", 1.05),
    "lead": Role(30, 20, "ExtraBold", 1.15),
    "strong": Role(25, 19, "ExtraBold", 1.15),
    "label": Role(24, 19, "Bold", 1.15),
    "item": Role(22, 17, "Bold", 1.2),
    "text": Role(26, 18, "Medium", 1.28),
    "body": Role(22, 17, "Medium", 1.25),
    "small": Role(20, 16, "Medium", 1.25),
    "mark": Role(20, 16, "ExtraBold", 1.0),
}

RADIUS: Final = {"none": (0, 0), "tile": (22, 16), "button": (18, 14), "desk": (9, 6), "foot": (10, 7)}
"""Round corners, in the large and in the small design."""


SMALL_HEIGHT: Final = 600
LARGER: Final = 1.4
"""How much larger type may become for those who ask for it."""


class Fit:
    """How the design fits the window: which of the two, and by which factors."""

    def __init__(self) -> None:
        """Begin with the large design as it is."""
        self.window(1280, 800)

    def window(self, width: float, height: float, *, larger: bool = False) -> None:
        """Choose the design for a window of this size in px: the small one up to 600 px of height.

        With larger type it is the small one, too: it shows less, and on a large window all of it is larger.
        """
        self.larger, self.small = larger, larger or height <= SMALL_HEIGHT
        self.width, self.height = (800, 480) if self.small else (1280, 800)
        self.x, self.y = width / self.width, height / self.height
        self.factor = min(self.x, self.y)

    def pick(self, wide: T, small: T) -> T:
        """Give the value that belongs to the chosen design."""
        return small if self.small else wide

    def px(self, wide: float, small: float | None = None) -> float:
        """Turn px of the design into px of the window; what is not given for the small design shrinks by a third."""
        return self.factor * self.pick(wide, wide * 0.66 if small is None else small)

    def radius(self, name: str) -> float:
        """Give a round corner in px of the window."""
        return self.px(*RADIUS[name])

    def font(self, role: str) -> float:
        """Give the size of a role of type in px of the window."""
        return self.px(ROLES[role].wide, ROLES[role].small) * (LARGER if self.larger else 1.0)


FIT: Final = Fit()
SMALLEST: Final = (20, 16)
"""Type never shrinks below this to fit its box; then it is cut with an ellipsis."""


def font(text: str, weight: Weight) -> str:
    """Give the font file that can draw these characters: names keep their script on a screen of another language."""
    return f"{ASSETS}/fonts/{'Vazirmatn' if has_arabic(text) else 'Commissioner'}-{weight}.ttf"


def has_arabic(text: str) -> bool:
    """Tell whether there is a character in it that only the Arabic font has, shaped forms included."""
    return _ARABIC.search(text) is not None
