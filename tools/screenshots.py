"""Draw every sample view of the kiosk into PNG files, to be looked at.

Needs a display, for example::

    xvfb-run -a -s "-screen 0 1280x800x24" .venv/bin/python tools/screenshots.py /tmp/shots
"""

import argparse
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from kiosk.view import Look  # noqa: E402 - found through the path above

SIZES = ("1280x800", "800x480")
LANGUAGES = ("de", "en", "ar")
STILL_S = 1.0
"""After this long nothing moves any more."""


def main() -> None:
    """Start one process for each size, because Kivy has one window for each process."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", choices=SIZES)
    parser.add_argument("--only", default="", help="only views whose name begins like this")
    parser.add_argument("--language", choices=LANGUAGES)
    parser.add_argument("--larger", action="store_true", help="with larger type")
    parser.add_argument("--contrast", action="store_true", help="in high contrast")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    languages = (args.language,) if args.language else LANGUAGES
    if args.size:
        draw(args.folder, args.size, args.only, [Look(each, args.larger, args.contrast) for each in languages])
        return
    for size in SIZES:
        subprocess.run([sys.executable, __file__, *sys.argv[1:], "--size", size], check=True)


def draw(folder: Path, size: str, only: str, looks: list[Look]) -> None:
    """Draw all views of one size."""
    import choice_samples  # noqa: PLC0415 - found through the path above
    import samples  # noqa: PLC0415
    from stepped import Stepped  # noqa: PLC0415

    width, height = map(int, size.split("x"))
    kiosk = Stepped(width, height)
    for look in looks:
        kind = "-".join([look.language, *(name for name in ("larger", "contrast") if getattr(look, name))])
        for name, view in (samples.views(look.language) | choice_samples.choices(look.language)).items():
            if name.startswith(only):
                for _ in range(2):  # at first, and when nothing moves any more
                    kiosk.show(view, look.language, larger=look.larger, contrast=look.contrast)
                    kiosk.wait(STILL_S)
                kiosk.picture(folder / f"{name}-{kind}-{size}.png")


if __name__ == "__main__":
    main()
