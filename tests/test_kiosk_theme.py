"""Every text can be read, and every target be hit, on every screen in both sizes."""

from typing import Any

import pytest

import choice_samples
import samples
from kiosk import palette, theme
from stepped import Stepped

SIZES = ((1280, 800), (800, 480))
READABLE = 7.0
"""Contrast of text, WCAG 2.2 level AAA."""


def views() -> dict[str, Any]:
    return samples.views("de") | choice_samples.choices("de")


def ink_of(widget: Any) -> str:  # noqa: ANN401 - a Kivy widget
    """Find the colour that a text is drawn in."""
    from kiosk.desk import LOOKS, Desk  # noqa: PLC0415 - Kivy reads its environment when it is imported

    return LOOKS[widget.looks_like][1] if isinstance(widget, Desk) else str(widget.colour)


def ground_of(widget: Any) -> str:  # noqa: ANN401 - a Kivy widget
    """Find what a text stands on: a button, the nearest card, the stage, or the page."""
    from kiosk.desk import LOOKS, Desk  # noqa: PLC0415 - Kivy reads its environment when it is imported
    from kiosk.stage import Stage  # noqa: PLC0415
    from kiosk.widgets import KINDS, Press  # noqa: PLC0415

    if isinstance(widget, Desk):
        return LOOKS[widget.looks_like][0] or palette.HIMMEL
    if isinstance(widget, Press):
        return KINDS[widget.kind][0]
    for above in (widget, *above_of(widget)):
        if isinstance(above, Stage):
            return palette.KIEFER
        if getattr(above, "ground", ""):
            return str(above.ground)
    return palette.WIESE


def above_of(widget: Any) -> list[Any]:  # noqa: ANN401 - a Kivy widget
    """Give the widgets that a widget is in, the nearest first."""
    found = []
    while widget.parent is not None and widget.parent is not widget:
        widget = widget.parent
        found.append(widget)
    return found


@pytest.mark.parametrize("strong", [False, True])
@pytest.mark.parametrize(("ink", "ground"), palette.TEXT_ON)
def test_every_pair_of_text_and_ground_can_be_read(
    ink: str, ground: str, *, strong: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(palette.PALETTE, "contrast", strong)
    assert palette.contrast(ink, ground) >= READABLE


@pytest.mark.parametrize("size", SIZES)
def test_every_text_can_be_read_and_every_target_be_hit(drawn: Stepped, size: tuple[int, int]) -> None:
    drawn.resize(*size)
    least = theme.FIT.pick(72, 56)
    for name, view in views().items():
        drawn.show(view, "de")
        for words in drawn.words():
            assert (ink_of(words), ground_of(words)) in palette.TEXT_ON, f"{name}: {words.text!r}"
        targets = [widget for widget in drawn.buttons() if widget.meaning]
        for number, target in enumerate(targets):
            assert min(target.size) >= least, f"{name}: {target.text!r} is {target.size}"
            assert drawn.inside(target), f"{name}: {target.text!r}"
            for other in targets[number + 1 :]:
                assert gap(target, other) >= theme.FIT.pick(8, 7), f"{name}: {target.text!r} and {other.text!r}"


def gap(one: Any, other: Any) -> float:  # noqa: ANN401 - Kivy widgets
    """Give how far two widgets are apart in px; negative where they overlap."""
    across = max(one.x, other.x) - min(one.right, other.right)
    up = max(one.y, other.y) - min(one.top, other.top)
    return float(max(across, up))
