"""Colours, type, sizes and fonts of the kiosk, each named once.

Everything is drawn in the px of one of two designs, 1280x800 or 800x480, and stretched to the window: positions by
its width and height, type and lines by the smaller of the two.
"""

from pathlib import Path
from typing import Final, Literal, TypeVar

from msgspec import Struct

T = TypeVar("T")

ASSETS: Final = Path(__file__).parent / "assets"

WIESE: Final = "#EEF1E9"
PAPIER: Final = "#FFFFFF"
TINTE: Final = "#14302B"
QUIET: Final = "#3F534C"
"""Second text, on white and ground only."""
KIEFER: Final = "#0E3B34"
KIEFER_LIGHT: Final = "#1C5449"
KIEFER_TEXT: Final = "#CFE3DA"
KIEFER_LINE: Final = "#6F918A"
"""Edge of what can be chosen on the stage."""
SONNE: Final = "#FFC637"
HIMMEL: Final = "#D3E6F5"
HIMMEL_DEEP: Final = "#153F5E"
HIMMEL_MID: Final = "#5B9BCB"
FLIEDER: Final = "#DDD2F7"
FLIEDER_DEEP: Final = "#432A7A"
FLIEDER_MID: Final = "#9C7FDB"
APRIKOSE: Final = "#FFD9BC"
APRIKOSE_DEEP: Final = "#74340B"
APRIKOSE_MID: Final = "#D9752F"
BEERE: Final = "#F7D6E4"
BEERE_DEEP: Final = "#741E40"
BEERE_MID: Final = "#C9608A"
MINZE: Final = "#D6EEDD"
MINZE_DEEP: Final = "#0E4A2C"
MINZE_LINE: Final = "#1E7B4C"
PLATZ: Final = "#34534B"
WARN: Final = "#FFE7AE"
WARN_DEEP: Final = "#573500"
WARN_LINE: Final = "#A86200"
ALARM: Final = "#A61E16"
OUTLINE: Final = "#6B7A73"
RULE: Final = "#DFE4DC"
"""Thin lines between rows: no meaning, so no contrast."""
PALE: Final = "#C3CCC5"
"""Edge of what cannot be touched now."""
PRINT: Final = "#C9D6D0"
"""What is printed on the card of the stage."""
DESK_DASH: Final = "#3F5E73"
CARE_DASH: Final = "#7C66B3"

TEXT_ON: Final[tuple[tuple[str, str], ...]] = (
    (TINTE, WIESE),
    (QUIET, WIESE),
    (TINTE, PAPIER),
    (QUIET, PAPIER),
    (PAPIER, KIEFER),
    (KIEFER_TEXT, KIEFER),
    (SONNE, KIEFER),
    (PAPIER, KIEFER_LIGHT),
    (TINTE, SONNE),
    (HIMMEL_DEEP, HIMMEL),
    (TINTE, HIMMEL),
    (FLIEDER_DEEP, FLIEDER),
    (TINTE, FLIEDER),
    (APRIKOSE_DEEP, APRIKOSE),
    (TINTE, APRIKOSE),
    (BEERE_DEEP, BEERE),
    (TINTE, BEERE),
    (MINZE_DEEP, MINZE),
    (TINTE, MINZE),
    (PAPIER, PLATZ),
    (WARN_DEEP, WARN),
    (TINTE, WARN),
    (PAPIER, FLIEDER_DEEP),
    (PAPIER, ALARM),
)
"""Every pair of text and ground that the screens use."""

GROUNDS: Final = {"white": PAPIER, "sky": HIMMEL, "mint": MINZE, "berry": BEERE}
"""Grounds of an arch: they tell two children with the same animal apart."""

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


class Fit:
    """How the design fits the window: which of the two, and by which factors."""

    def __init__(self) -> None:
        """Begin with the large design as it is."""
        self.window(1280, 800)

    def window(self, width: float, height: float) -> None:
        """Choose the design for a window of this size in px: the small one up to 600 px of height."""
        self.small = height <= SMALL_HEIGHT
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
        return self.px(ROLES[role].wide, ROLES[role].small)


FIT: Final = Fit()
SMALLEST: Final = (20, 16)
"""Type never shrinks below this to fit its box; then it is cut with an ellipsis."""


def rgba(colour: str, alpha: float = 1.0) -> tuple[float, float, float, float]:
    """Turn `#RRGGBB` into what Kivy's `Color` takes."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue, alpha


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""

    def luminance(colour: str) -> float:
        parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgba(colour)[:3]]  # noqa: PLR2004
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def font(text: str, weight: Weight) -> str:
    """Give the font file that can draw these characters: names keep their script on a screen of another language."""
    return f"{ASSETS}/fonts/{'Vazirmatn' if has_arabic(text) else 'Commissioner'}-{weight}.ttf"


def has_arabic(text: str) -> bool:
    """Tell whether there is a character in it that only the Arabic font has."""
    return any(map(is_arabic, text))


def is_arabic(character: str) -> bool:
    """Tell whether only the Arabic font has this character, shaped forms included."""
    return "\u0600" <= character <= "\u08ff" or "\ufb50" <= character <= "\ufeff"
