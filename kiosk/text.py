"""Text as Kivy cannot set it: wrapped first and then shaped line by line, each letter from a font that has it.

The only file that imports arabic_reshaper and bidi. Nothing that was set is kept: names go with their widget.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from itertools import groupby
from typing import Any, Final

from arabic_reshaper import ArabicReshaper
from bidi import get_display
from kivy.core.text import Label as CoreLabel
from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture
from msgspec import Struct

from kiosk import palette, theme
from kiosk.theme import FIT, LARGER, ROLES, SMALLEST, Weight

STEPS: Final = (1.0, 0.94, 0.88, 0.82, 0.76, 0.7, 0.64, 0.58, 0.52, 0.46, 0.4)
"""Shares of its size that a text may shrink to, in order, to fit its box."""
LARGER_STEPS: Final = (1.0, 0.94, 0.88, 0.82, 0.76, *(share / LARGER for share in STEPS))
"""The same for larger type: before a text gets smaller than usual it has its usual size."""
ASCENT, DESCENT = 1.02, 0.20
"""Of Commissioner, as shares of the size."""
ARABIC_LEADING = (1.3, 1.4)
"""At least, for one line and for several."""

_WORD = re.compile(r"[^ \n]+?-(?=\w)|[^ \n]+")
_reshape: Callable[[str], str] = ArabicReshaper().reshape


class Run(Struct):
    """Letters of one font: a texture, how far its baseline is below its top, and its place in the line."""

    texture: Texture
    ascent: float
    x: float
    font: str


class Line(Struct):
    """One line, from left to right."""

    runs: list[Run]
    width: float


class Setting(Struct):
    """A text that has been set, sizes in px of the window."""

    lines: list[Line]
    size: float
    leading: float
    width: float
    fits: bool
    """False when it had to be cut."""

    @property
    def height(self) -> float:
        """Height of all lines."""
        return self.leading * len(self.lines)

    @property
    def baseline(self) -> float:
        """How far the first baseline is below the top, as a browser would place it."""
        return (self.leading + (ASCENT - DESCENT) * self.size) / 2


def set_text(
    text: str, role: str, width: float, height: float, *, lines: int = 1, rtl: bool = False, floor: float = 0
) -> Setting:
    """Set a text into a box, at the largest size that fits, down to `floor` px; below that it is cut."""
    wrapped, size, leading, fits = _fitted(text, role, (width, height), lines, floor)
    style, arabic = ROLES[role], theme.has_arabic(text)
    if not fits:
        wrapped = _cut(wrapped, max(1, min(lines, int((height + 1) // (size * leading)))), style.weight, size, width)
    base = "R" if arabic and (rtl or not re.search(r"[^\W\d_\u0600-\u08ff]", text)) else "L"
    done = [_line(line, style.weight, size, base) for line in wrapped]
    return Setting(done, size, size * leading, max((line.width for line in done), default=0.0), fits)


def has_room(text: str, role: str, box: tuple[float, float], *, lines: int = 1, floor: float = 0) -> bool:
    """Tell whether a text fits into a box, at `floor` px at least."""
    return _fitted(text, role, box, lines, floor)[-1]


def first_that_fits(texts: Sequence[str], role: str, box: tuple[float, float], *, lines: int = 1) -> str:
    """Give the first text that has room in a box; the last one, which is the shortest, if none has."""
    return next((text for text in texts[:-1] if has_room(text, role, box, lines=lines)), texts[-1])


def _fitted(
    text: str, role: str, box: tuple[float, float], lines: int, floor: float
) -> tuple[list[str], float, float, bool]:
    """Give the lines of a text, its size, their leading as a share of that, and whether they fit."""
    (width, height), style, arabic = box, ROLES[role], theme.has_arabic(text)
    full = FIT.font(role) * (style.arabic if arabic else 1.0)
    leading = max(style.leading, ARABIC_LEADING[lines > 1]) if arabic else style.leading
    floor = min(full, floor or FIT.px(*SMALLEST))
    words = _words(text)
    for share in LARGER_STEPS if FIT.larger else STEPS:
        size = max(floor, full * share)
        wide = cache(partial(_width, weight=style.weight, size=size))  # gone with this call, for names go
        wrapped = _balanced(words, wide, width, size / 2) if lines > 1 else _wrap(words, wide, 0)
        widest = max(map(wide, wrapped), default=0.0)
        fits = len(wrapped) <= lines and widest <= width + 0.5 and len(wrapped) * size * leading <= height + 1
        if fits or size <= floor:
            break
    return wrapped, size, leading, fits


def natural_width(text: str, role: str) -> float:
    """Give the width in px of the window that a text takes in one line."""
    return _width(_shape(text), ROLES[role].weight, FIT.font(role))


def draw(setting: Setting, colour: str, x: float, top: float, width: float, align: float) -> None:
    """Draw a text on the open canvas, its first line below `top`; `align` is 0 for left, 0.5, or 1 for right."""
    Color(*palette.rgba(colour))
    for number, line in enumerate(setting.lines):
        left = x + (width - line.width) * align
        baseline = round(top - setting.baseline - number * setting.leading)
        for run in line.runs:
            place = (round(left + run.x), baseline - (run.texture.height - run.ascent))
            Rectangle(texture=run.texture, pos=place, size=run.texture.size)


def _shape(word: str) -> str:
    """Give Arabic letters their joined forms; asking for those of other letters takes as long."""
    return _reshape(word) if theme.has_arabic(word) else word


def warm() -> Iterator[None]:
    """Open every font at its usual size, one by one, so that no family waits for it."""
    for role, style in ROLES.items():
        for sample, share in (("a", 1.0), ("\u0627", style.arabic)):
            _measure(theme.font(sample, style.weight), FIT.font(role) * share).get_extents(sample)
        yield


def _words(text: str) -> list[tuple[str, str]]:
    """Split into words with what joins each to the one before it; letters already have their joined forms."""
    words: list[tuple[str, str]] = []
    end = 0
    for found in _WORD.finditer(text):
        words.append((text[end : found.start()][:1], _shape(found.group())))
        end = found.end()
    return words


def _wrap(words: list[tuple[str, str]], wide: Callable[[str], float], width: float) -> list[str]:
    lines: list[str] = []
    for glue, word in words:
        longer = lines[-1] + glue + word if lines else word
        if lines and glue != "\n" and (not width or wide(longer) <= width):
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _balanced(words: list[tuple[str, str]], wide: Callable[[str], float], width: float, least: float) -> list[str]:
    """Wrap into as few lines as fit, all about as long, to `least` px: no word is left alone."""
    best = _wrap(words, wide, width)
    low, high = width / max(1, len(best)), width
    while len(best) > 1 and high - low > least:
        middle = (low + high) / 2
        narrower = _wrap(words, wide, middle)
        if len(narrower) > len(best) or any(wide(line) > middle for line in narrower):
            low = middle
        else:
            best, high = narrower, middle
    return best


def _cut(lines: list[str], count: int, weight: Weight, size: float, width: float) -> list[str]:
    *kept, last = [*lines[: count - 1], " ".join(lines[count - 1 :])]
    while last and _width(last + "…", weight, size) > width:
        last = last[:-1].rstrip()
    return [*kept, last + "…"]


def _line(text: str, weight: Weight, size: float, base: str) -> Line:
    runs: list[Run] = []
    x = 0.0
    for part in _parts(get_display(text, base_dir=base)):
        name = theme.font(part, weight)
        label = CoreLabel(text=part, font_name=name, font_size=size)
        label.refresh()
        runs.append(Run(label.texture, _measure(name, size).get_ascent(), x, name))
        x += label.texture.width
    return Line(runs, x)


def _parts(text: str) -> list[str]:
    """Split where the font changes; a space stays with the letters before it."""
    if not theme.has_arabic(text):
        return [text] if text else []
    scripts: list[bool] = []
    for character in text:
        scripts.append(scripts[-1] if character == " " and scripts else theme.has_arabic(character))
    pairs = zip(scripts, text, strict=True)
    return ["".join(character for _, character in group) for _, group in groupby(pairs, key=lambda pair: pair[0])]


def _width(text: str, weight: Weight, size: float) -> float:
    parts = _parts(text)
    widths = [_measure(theme.font(part, weight), size).get_extents(part)[0] for part in parts]
    return float(sum(widths) + len(parts[1:]))  # each run begins at a whole px


@cache
def _measure(name: str, size: float) -> Any:
    return CoreLabel(font_name=name, font_size=size)
