"""The icons of the pages: drawn once per page, referred to by name, so that a live panel stays small."""

import re
from pathlib import Path

ICONS = (
    "armchair-fill",
    "arrow-counter-clockwise",
    "arrow-down",
    "arrow-left",
    "arrow-up",
    "baby-fill",
    "bell-fill",
    "bell-ringing-fill",
    "bowl-food-fill",
    "broadcast-fill",
    "calendar-dots-fill",
    "caret-down",
    "caret-right",
    "caret-left",
    "chart-bar-fill",
    "check",
    "check-circle",
    "check-circle-fill",
    "circle",
    "clock",
    "clock-countdown-fill",
    "clock-counter-clockwise",
    "clock-counter-clockwise-fill",
    "cloud-check",
    "cloud-slash",
    "device-tablet-fill",
    "door-open",
    "download-simple",
    "drop-fill",
    "first-aid-kit-fill",
    "gear-six-fill",
    "hand-fill",
    "hand-heart-fill",
    "hand-waving-fill",
    "handshake",
    "house",
    "house-fill",
    "identification-card-fill",
    "info",
    "list-checks-fill",
    "lock-fill",
    "magnifying-glass",
    "map-pin-fill",
    "moon",
    "numpad-fill",
    "pencil-simple",
    "phone-fill",
    "plugs-fill",
    "plus",
    "printer-fill",
    "question-mark",
    "sign-out",
    "siren-fill",
    "smiley-fill",
    "swap",
    "translate",
    "trash-fill",
    "user-circle",
    "speaker-high-fill",
    "sun-fill",
    "user-fill",
    "users-fill",
    "users-three-fill",
    "warning-diamond-fill",
    "warning-fill",
    "wifi-high-fill",
    "x",
    "x-circle",
)
_SVG = re.compile(r'<svg [^>]*viewBox="([^"]+)"[^>]*>(.*)</svg>', re.DOTALL)


def sprite(folder: Path) -> str:
    """Read all icons into one hidden SVG with a symbol `i-<name>` for each."""
    return f'<svg class="sr" aria-hidden="true">{"".join(_symbol(folder, name) for name in ICONS)}</svg>'


def _symbol(folder: Path, name: str) -> str:
    found = _SVG.search((folder / f"{name}.svg").read_text(encoding="utf-8"))
    if not found:
        raise ValueError(f"{name}.svg has no view box")
    return f'<symbol id="i-{name}" viewBox="{found[1]}">{found[2]}</symbol>'
