"""One screen for each way the kiosk answers."""

from collections.abc import Callable, Iterator
from importlib import import_module

from kivy.clock import Clock

from kiosk.screens.screen import Screen
from kiosk.view import (
    ChildCard,
    ChildrenView,
    CodeView,
    DesksView,
    Glyph,
    GoodbyeView,
    GuardView,
    NoticeView,
    RepairView,
    ShiftView,
    SomeoneView,
    Stay,
    Touch,
    View,
    WelcomeView,
)

STAY = Stay(0.0, 1.0)
ROW, CHILDREN = (Glyph("", "free"),), (ChildCard("", "", "white", "adult"),) * 2
NOBODY: tuple[View, ...] = (
    WelcomeView("", "", again=False, desk="", desk_note="", instead_of="", row=ROW, children=CHILDREN, stay=STAY),
    GoodbyeView("", "", again=False, desk="", children=CHILDREN, programme=None, stay=STAY),
    NoticeView("undone", STAY),
    CodeView(0, wrong=False, pause_min=0, care_room="", stay=STAY),
    RepairView("", "", (), STAY),
    SomeoneView("", (), STAY),
    GuardView("", "", "", "white", "care", 1, 1, waiting=False, others=(), carers=True, errand_min=10, stay=STAY),
    ShiftView("", 0, leaves=True, stay=STAY),
    DesksView((), (), kind="all", doubt="", doubt_id="", here=None, way=(), unknown_since="", stay=STAY),
    ChildrenView((), "", places_free=None, carers=0, short="", stay=STAY),
)
"""What each result shows of no family at all; most have a desk and a child or two, so those get their places."""


class Screens(dict[type[View], Screen]):
    """Every screen, by the kind of view that it draws; each is read and built when it is first asked for.

    A `WelcomeView` is drawn by `WelcomeScreen` in `welcome.py`.
    """

    def __init__(self, touch: Callable[[Touch, str], None]) -> None:
        """Begin with none."""
        super().__init__()
        self._touch = touch

    def __missing__(self, kind: type[View]) -> Screen:
        """Build one."""
        name = kind.__name__.removesuffix("View")
        made: type[Screen] = getattr(import_module(f"{__name__}.{name.lower()}"), f"{name}Screen")
        self[kind] = screen = made(self._touch)
        return screen

    def rehearse(self, size: tuple[int, int]) -> Iterator[None]:
        """Build every result and draw it once, unseen, one by one, so that no family waits longer than the next.

        A screen that somebody has asked for meanwhile is left alone.
        """
        for view in NOBODY:
            if type(view) not in self:
                screen = self[type(view)]
                screen.size = size
                self.lay(screen)
                yield

    def lay(self, screen: Screen) -> None:
        """Draw what is the same for all families on a screen that none has now, so that the next one waits for less."""
        if screen.view is None:
            screen.show(next(view for view in NOBODY if self.get(type(view)) is screen), fresh=False)
            Clock.tick_draw()  # at once: the next family may want another look
