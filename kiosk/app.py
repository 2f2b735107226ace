"""The Kivy application: one window, one screen at a time, and the only crossing from threads to the screen."""

from collections.abc import Callable
from typing import Any

from kivy.app import App
from kivy.core.window import Window
from kivy.uix.label import Label
from kivy.uix.widget import Widget

from kiosk import power
from kiosk.view import Touch, View

ENTER_KEYS = (13, 271)


class KioskApp(App):
    """Draws views and reports touches and typed text; it decides nothing."""

    def __init__(self, touch: Callable[[Touch], None], typed: Callable[[str], None] = lambda _text: None) -> None:
        super().__init__()
        self._touch = touch
        self._typed = typed
        self._power: power.Power | None = None

    def build(self) -> Widget:
        """Build the screens once."""
        Window.fbind("on_textinput", lambda _window, text: self._typed(text))
        Window.fbind("on_key_down", self._on_key)
        self._label = Label()
        return self._label

    def on_start(self) -> None:
        """Begin to sleep between inputs."""
        self._power = power.Power(Window)

    def open_settings(self, *_: Any) -> bool:
        """Show no settings of Kivy's own: F1 does nothing."""
        return False

    def show(self, view: View, language: str) -> None:
        """Draw this view, in this language; only on the thread of the screen, once the app has started."""
        self._label.text = f"{language}\n{view}"
        self._label.text_size = self._label.size

    def call(self, function: Callable[..., object], *args: object) -> None:
        """Run a function on the thread of the screen, from any thread."""
        power.call(self._power, function, *args)

    def _on_key(self, _window: Any, key: int, *_: Any) -> None:
        if key in ENTER_KEYS:
            self._typed("\n")
