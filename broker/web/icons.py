"""The icons of the pages: drawn once per page, referred to by name, so that a live panel stays small."""

import re
from pathlib import Path

ICONS = (
    "arrow-counter-clockwise",
    "bell-fill",
    "broadcast-fill",
    "calendar-dots-fill",
    "chart-bar-fill",
    "check",
    "check-circle",
    "check-circle-fill",
    "circle",
    "clock",
    "cloud-check",
    "cloud-slash",
    "device-tablet-fill",
    "door-open",
    "house",
    "house-fill",
    "info",
    "moon",
    "plugs-fill",
    "printer-fill",
    "question-mark",
    "sign-out",
    "user-fill",
    "users-fill",
    "users-three-fill",
    "warning-diamond-fill",
    "warning-fill",
    "wifi-high-fill",
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
