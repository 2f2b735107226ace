"""Colours by what they are for, each in the usual palette and in the one of high contrast.

High contrast knows black, white and one accent; a tint that tells two things apart is an outline there.
"""

from typing import Final

BLACK, WHITE, ACCENT = "#000000", "#FFFFFF", "#FFD84D"

_COLOURS: dict[str, tuple[str, str]] = {}


def _colour(name: str, usual: str, contrast: str) -> str:
    _COLOURS[name] = usual, contrast
    return name


WIESE: Final = _colour("wiese", "#EEF1E9", BLACK)
PAPIER: Final = _colour("papier", "#FFFFFF", BLACK)
TINTE: Final = _colour("tinte", "#14302B", WHITE)
QUIET: Final = _colour("quiet", "#3F534C", WHITE)
"""Second text, on white and ground only."""
LIGHT: Final = _colour("light", "#FFFFFF", WHITE)
"""On the stage, which is dark in both palettes."""
DARK: Final = _colour("dark", "#14302B", BLACK)
"""On the sun and on what is `LIGHT`."""
MAIN: Final = _colour("main", "#0E3B34", ACCENT)
"""Ground of the main action."""
ON_DEEP: Final = _colour("on-deep", "#FFFFFF", BLACK)
"""Text on a ground that is deep, and bright in high contrast: main action, chosen, taken, alarm."""
EDGE: Final = _colour("edge", "#0E3B34", WHITE)
"""Edge of a button that stands on the page."""
KIEFER: Final = _colour("kiefer", "#0E3B34", BLACK)
KIEFER_LIGHT: Final = _colour("kiefer-light", "#1C5449", BLACK)
HORIZON: Final = _colour("horizon", "#1C5449", WHITE)
"""Line behind which the sun sets."""
KIEFER_TEXT: Final = _colour("kiefer-text", "#CFE3DA", WHITE)
KIEFER_LINE: Final = _colour("kiefer-line", "#6F918A", WHITE)
"""Edge of what can be chosen on the stage."""
SONNE: Final = _colour("sonne", "#FFC637", ACCENT)
HIMMEL: Final = _colour("himmel", "#D3E6F5", BLACK)
HIMMEL_DEEP: Final = _colour("himmel-deep", "#153F5E", WHITE)
HIMMEL_MID: Final = _colour("himmel-mid", "#5B9BCB", WHITE)
FLIEDER: Final = _colour("flieder", "#DDD2F7", BLACK)
FLIEDER_DEEP: Final = _colour("flieder-deep", "#432A7A", WHITE)
FLIEDER_MID: Final = _colour("flieder-mid", "#9C7FDB", WHITE)
CHOSEN: Final = _colour("chosen", "#432A7A", ACCENT)
"""Ground of what is chosen, and of what a guard asks for first."""
ON_CHOSEN: Final = _colour("on-chosen", "#DDD2F7", BLACK)
"""Signs on it."""
APRIKOSE: Final = _colour("aprikose", "#FFD9BC", BLACK)
APRIKOSE_DEEP: Final = _colour("aprikose-deep", "#74340B", WHITE)
APRIKOSE_MID: Final = _colour("aprikose-mid", "#D9752F", WHITE)
BEERE: Final = _colour("beere", "#F7D6E4", BLACK)
BEERE_DEEP: Final = _colour("beere-deep", "#741E40", WHITE)
BEERE_MID: Final = _colour("beere-mid", "#C9608A", WHITE)
MINZE: Final = _colour("minze", "#D6EEDD", BLACK)
MINZE_DEEP: Final = _colour("minze-deep", "#0E4A2C", WHITE)
MINZE_LINE: Final = _colour("minze-line", "#1E7B4C", WHITE)
PLATZ: Final = _colour("platz", "#34534B", WHITE)
WARN: Final = _colour("warn", "#FFE7AE", BLACK)
WARN_DEEP: Final = _colour("warn-deep", "#573500", WHITE)
WARN_LINE: Final = _colour("warn-line", "#A86200", ACCENT)
ALARM: Final = _colour("alarm", "#A61E16", ACCENT)
OUTLINE: Final = _colour("outline", "#6B7A73", WHITE)
RULE: Final = _colour("rule", "#DFE4DC", WHITE)
"""Thin lines between rows: no meaning, so no contrast."""
PALE: Final = _colour("pale", "#C3CCC5", BLACK)
"""Edge of what cannot be touched now."""
PRINT: Final = _colour("print", "#C9D6D0", BLACK)
"""What is printed on the card of the stage."""
DESK_DASH: Final = _colour("desk-dash", "#3F5E73", WHITE)
CARE_DASH: Final = _colour("care-dash", "#7C66B3", WHITE)

GROUNDS: Final = {
    "white": _colour("arch-white", "#FFFFFF", BLACK),
    "sky": _colour("arch-sky", "#D3E6F5", WHITE),
    "mint": _colour("arch-mint", "#D6EEDD", ACCENT),
    "berry": _colour("arch-berry", "#F7D6E4", BLACK),
}
"""Grounds of an arch: they tell two children with the same animal apart."""
ANIMALS: Final = {"white": WHITE, "sky": BLACK, "mint": BLACK, "berry": ACCENT}
"""In high contrast an animal and the edge of its arch have one colour, which belongs to the ground."""

TEXT_ON: Final[tuple[tuple[str, str], ...]] = (
    (TINTE, WIESE),
    (QUIET, WIESE),
    (TINTE, PAPIER),
    (QUIET, PAPIER),
    (LIGHT, KIEFER),
    (KIEFER_TEXT, KIEFER),
    (SONNE, KIEFER),
    (LIGHT, KIEFER_LIGHT),
    (DARK, SONNE),
    (DARK, LIGHT),
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
    (WARN_DEEP, WARN),
    (TINTE, WARN),
    (ON_DEEP, MAIN),
    (ON_DEEP, CHOSEN),
    (ON_DEEP, PLATZ),
    (ON_DEEP, ALARM),
)
"""Every pair of text and ground that the screens use."""


class Palette:
    """Which palette is drawn with now."""

    contrast = False


PALETTE: Final = Palette()


def hexadecimal(colour: str) -> str:
    """Give `#RRGGBB` of a colour by its name, in the palette of now."""
    return _COLOURS[colour][PALETTE.contrast] if colour in _COLOURS else colour


def rgba(colour: str, alpha: float = 1.0) -> tuple[float, float, float, float]:
    """Turn a colour's name, or `#RRGGBB`, into what Kivy's `Color` takes."""
    text = hexadecimal(colour)
    red, green, blue = (int(text[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue, alpha


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours in the palette of now, 1 to 21 (WCAG 2.2, relative luminance)."""

    def luminance(colour: str) -> float:
        parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgba(colour)[:3]]  # noqa: PLR2004
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)
