"""One screen for each way the kiosk answers."""

from collections.abc import Callable

from kiosk.screens.goodbye import GoodbyeScreen
from kiosk.screens.idle import IdleScreen
from kiosk.screens.notice import NoticeScreen
from kiosk.screens.screen import Screen
from kiosk.screens.welcome import WelcomeScreen
from kiosk.view import GoodbyeView, IdleView, NoticeView, Touch, WelcomeView


def build(touch: Callable[[Touch], None]) -> dict[type, Screen]:
    """Build every screen, by the kind of view that it draws."""
    return {
        IdleView: IdleScreen(touch),
        WelcomeView: WelcomeScreen(touch),
        GoodbyeView: GoodbyeScreen(touch),
        NoticeView: NoticeScreen(touch),
    }
