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
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    if args.size:
        draw(args.folder, args.size, args.only, (args.language,) if args.language else LANGUAGES)
        return
    for size in SIZES:
        subprocess.run([sys.executable, __file__, *sys.argv[1:], "--size", size], check=True)


def draw(folder: Path, size: str, only: str, languages: tuple[str, ...]) -> None:
    """Draw all views of one size."""
    import choice_samples  # noqa: PLC0415 - found through the path above
    import samples  # noqa: PLC0415
    from stepped import Stepped  # noqa: PLC0415

    width, height = map(int, size.split("x"))
    kiosk = Stepped(width, height)
    for language in languages:
        for name, view in (samples.views(language) | choice_samples.choices(language)).items():
            if name.startswith(only):
                kiosk.show(view, language)
                kiosk.wait(STILL_S)
                kiosk.show(view, language)
                kiosk.picture(folder / f"{name}-{language}-{size}.png")


if __name__ == "__main__":
    main()
