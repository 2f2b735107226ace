"""Pictures that are loaded once and kept: icons, animals, QR codes. Never a name."""

import json
from collections.abc import Iterator
from functools import cache

from kivy.core.image import Image
from kivy.core.text import Label as CoreLabel
from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture

from kiosk import qr
from kiosk.palette import ANIMALS, PALETTE, WHITE, rgba
from kiosk.theme import ASSETS, Weight, font

SIZES = (128, 256)
"""The animals' pictures, in px."""
STRETCH = 1.1
"""A picture may be drawn this much larger than it is."""


def icon(name: str, x: float, y: float, size: float, colour: str, *, full: bool = False) -> None:
    """Draw an icon on the open canvas, its middle at x, y."""
    Color(*rgba(colour))
    texture = _icon(name, round(size), full=full)
    place = (round(x - texture.width / 2), round(y - texture.height / 2))
    Rectangle(texture=texture, pos=place, size=texture.size)


def mark_width(text: str, size: float, weight: Weight = "ExtraBold") -> float:
    """Give how wide a sign is, px."""
    return float(_letters(text, font(text, weight), round(size)).width)


def mark(text: str, x: float, y: float, size: float, colour: str, weight: Weight = "ExtraBold") -> None:
    """Draw a sign such as `?` on the open canvas, its middle at x, y."""
    Color(*rgba(colour))
    texture = _letters(text, font(text, weight), round(size))
    # The middle of a capital letter stands 0.05 of the size above the middle of its line.
    place = (round(x - texture.width / 2), round(y - texture.height / 2 + size * 0.05))
    Rectangle(texture=texture, pos=place, size=texture.size)


def picture(texture: Texture, x: float, y: float, width: float, height: float) -> None:
    """Draw a picture on the open canvas, in its own colours."""
    Color(1, 1, 1, 1)
    Rectangle(texture=texture, pos=(round(x), round(y)), size=(round(width), round(height)))


def animal(name: str, ground: str, x: float, y: float, side: float) -> None:
    """Draw an animal on the open canvas, on this ground of an arch; nothing for one that has no picture."""
    if texture := _animal(name, side):
        Color(*rgba(ANIMALS.get(ground, ANIMALS["white"]) if PALETTE.contrast else WHITE))
        Rectangle(texture=texture, pos=(round(x), round(y)), size=(round(side), round(side)))


def thing(name: str) -> Texture | None:
    """Give the picture of a thing that one may forget."""
    return _load(f"things/{name}.png")


def warm() -> Iterator[None]:
    """Load every animal, one by one, so that no family waits for it."""
    for path in sorted((ASSETS / "animals" / str(SIZES[0])).glob("*.png")):
        _animal(path.stem, SIZES[0])
        yield


@cache
def code(text: str) -> Texture:
    """Give a QR code in white on nothing, one px for each module: draw it at a whole multiple of its size."""
    rows = qr.matrix(text)
    texture = Texture.create(size=(len(rows), len(rows)), colorfmt="rgba")
    ink = b"".join(b"\xff\xff\xff\xff" if bit else b"\xff\xff\xff\x00" for row in reversed(rows) for bit in row)
    texture.blit_buffer(ink, colorfmt="rgba")
    texture.mag_filter = texture.min_filter = "nearest"
    return texture


def _animal(name: str, side: float) -> Texture | None:
    best = next((each for each in SIZES if each * STRETCH >= side), SIZES[-1])
    return _load(f"animals/{'mono' if PALETTE.contrast else best}/{name}.png")


@cache
def _icons() -> dict[str, str]:
    return {name: chr(int(code, 16)) for name, code in json.loads((ASSETS / "icons.json").read_text()).items()}


@cache
def _icon(name: str, size: int, *, full: bool) -> Texture:
    return _letters(_icons()[name], str(ASSETS / "fonts" / f"Phosphor-{'Fill' if full else 'Bold'}.ttf"), size)


@cache
def _letters(text: str, file: str, size: int) -> Texture:
    label = CoreLabel(text=text, font_name=file, font_size=size)
    label.refresh()
    return label.texture


@cache
def _load(name: str) -> Texture | None:
    path = ASSETS / name
    return Image(str(path), mipmap=True, keep_data=False).texture if path.exists() else None
