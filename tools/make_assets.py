"""Build the fonts, icons, animals and brand pictures that kiosk and web pages carry with them.

The results are committed, so nobody needs this script to install or run Dabei. Run it again only to change
a table below. It needs npm and a throw-away Python environment, and writes the same bytes every time::

    python3 -m venv /tmp/assets
    /tmp/assets/bin/pip install resvg-py==0.5.0 'fonttools[woff]==4.68.0' zopfli==0.4.3
    /tmp/assets/bin/python tools/make_assets.py

The folders in ``OWNED`` are emptied first: put nothing of your own there.
"""

import hashlib
import json
import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from fontTools import subset
from resvg_py import svg_to_bytes
from zopfli.png import optimize

ROOT = Path(__file__).resolve().parent.parent
KIOSK = ROOT / "kiosk/assets"
WEB = ROOT / "broker/web/static"
OWNED = [
    *(KIOSK / name for name in ("fonts", "animals", "things", "brand")),
    *(WEB / name for name in ("fonts", "icons", "animals", "brand")),
]

# npm name -> version, sha256 of the archive; a changed archive is refused.
PACKAGES = {
    "@expo-google-fonts/commissioner": ("0.4.1", "0e9d8447d5fd42726eeec9abf85daa86ce32d4cd6bc71d7c1af237b1682fb6b3"),
    "@expo-google-fonts/vazirmatn": ("0.4.1", "af22b2898f1e7fad4398cde6856f0e83f79393862b9b3811f71b114abb3742a3"),
    "@fontsource-variable/commissioner": ("5.3.0", "09ddbabb378a47e1915863d2a8f6041f7c49408ee4dfd8ba8677d7a77c871318"),
    "@fontsource-variable/vazirmatn": ("5.3.0", "94e5cbe1a433f86c79617ad462aa64d9bff8fd145b07b247dc747b8069aa3722"),
    "@iconify-json/fluent-emoji-flat": ("1.2.6", "7d064769dee690815f823bc5bcc511d957198caf9f5edd8dd9c1aa48a6aeb175"),
    "@iconify-json/fluent-emoji-high-contrast": (
        "1.2.6",
        "0b92d48c90d2200bd499e3cdd09a127ca6a8c8ddefd34c35eb5a1e4994012ae0",
    ),
    "@phosphor-icons/core": ("2.1.1", "313332be6190b724da24107addd781799b48bf76b13963f24501112ffe1baadd"),
    "@phosphor-icons/web": ("2.1.2", "40e3096099ca818c047979cece6a3764944d5200c67b64092f7bcd8bcd1d2b08"),
}

WEIGHTS = ("500Medium", "700Bold", "800ExtraBold")
LATIN_VIETNAMESE_CYRILLIC = (
    "20-7E A0-24F 259 2B9-2BC 2C6-2C7 2D8-2DD 300-304 306-30C 31B 323-328 400-52F 1E00-1EFF "
    "2000-206F 20A0-20C0 2113 2116 2122 2190-2193 2212 2248 2260 2264-2265"
)
# U+FE75 is no character; the rest of FE70-FEFC is what arabic-reshaper hands to Kivy.
SHAPED_ARABIC = "FE70-FE74 FE76-FEFC"
ARABIC = f"20-7E A0-FF 600-6FF 750-77F 200C-200F 2010-2026 202A-202E 2066-2069 FB50-FDFF {SHAPED_ARABIC}"
MUST_DRAW = "AÄÖÜẞäöüß ĞİŞğış ĐƠƯđơưệỗẵ ІЇЄҐіїєґʼ ЁЪЫЭёъыэ 0123456789 „“‚‘–…·€№"  # noqa: RUF001 - German quotes and dash, on purpose

# In the order of the identity sheet; "ours=theirs" where the Fluent Emoji have another name.
ANIMALS = """
fox hedgehog turtle bear panda koala tiger=tiger-face lion rabbit=rabbit-face frog owl penguin
cat=cat-face mouse=mouse-face horse=horse-face elephant giraffe zebra kangaroo deer llama sheep=ewe goat hamster
squirrel=chipmunk badger otter beaver raccoon polar-bear seal dolphin whale=spouting-whale octopus crab
fish=tropical-fish duck swan flamingo parrot peacock chick=hatching-chick butterfly ladybug=lady-beetle
bee=honeybee unicorn dinosaur=sauropod dragon=dragon-face
"""
THINGS = ("coat", "baby-bottle", "teddy-bear", "backpack")

BOTH_ICONS = """
arrow-clockwise arrow-counter-clockwise arrow-down arrow-left arrow-right arrow-u-up-left arrow-up arrows-clockwise
armchair baby bell bell-ringing bowl-food broadcast calendar calendar-dots calendar-heart caret-down caret-left
caret-right caret-up check check-circle circle circle-dashed circle-half clock clock-countdown clock-counter-clockwise
cloud-check cloud-slash cooking-pot desktop door door-open drop drop-half-bottom eye eye-slash first-aid-kit globe hand
hand-heart hand-waving handshake heartbeat house house-line identification-card info key lamp laptop list lock
magnifying-glass map-pin map-trifold minus monitor numpad pencil-simple phone plugs plugs-connected plus printer
push-pin question question-mark shield-check shuffle sign-in sign-out smiley speaker-high star swap text-aa thermometer
translate user user-circle user-switch users users-three warning warning-circle warning-diamond wifi-high wifi-slash
x x-circle
"""
KIOSK_ICONS = "arrow-fat-down arrow-fat-left arrow-fat-right arrow-u-up-right backspace speaker-slash"
WEB_ICONS = """
battery-warning chart-bar device-tablet dots-three download-simple gear-six link list-checks moon siren sun trash
upload-simple user-minus user-plus
"""

KIEFER, TINTE, SONNE, WHITE = "#0E3B34", "#14302B", "#FFC637", "#FFFFFF"
BLOCKS = {
    "work": ("#5B9BCB", '<rect x="2" y="8" width="32" height="22" rx="3"/>'),
    "play": ("#9C7FDB", '<path d="M3 33V18a15 15 0 0 1 30 0v15h-9V20a6 6 0 0 0-12 0v13z"/>'),
    "group": ("#D9752F", '<path d="M2 27a16 16 0 0 1 32 0z"/>'),
    "kitchen": ("#C9608A", '<path d="M3 4h30v16a12 12 0 0 1-12 12h-18z"/>'),
}
APP_MARK = (
    f'<rect width="48" height="48" rx="12" fill="{KIEFER}"/>'
    f'<path d="M9 40V22a10.5 10.5 0 0 1 21 0v18z" fill="{WHITE}"/>'
    f'<path d="M25 40V30a7.5 7.5 0 0 1 15 0v10z" fill="{SONNE}" stroke="{KIEFER}" stroke-width="2.4"/>'
)
WORDMARK_ON = {"dark": (WHITE, SONNE), "light": (TINTE, "#D9752F"), "print": ("#000000", "#000000")}

LICENCES = {
    "OFL-1.1-Commissioner": ("@expo-google-fonts/commissioner", "LICENSE_FONT"),
    "OFL-1.1-Vazirmatn": ("@expo-google-fonts/vazirmatn", "LICENSE_FONT"),
    "MIT-Phosphor-web": ("@phosphor-icons/web", "LICENSE"),
    "MIT-Phosphor-core": ("@phosphor-icons/core", "LICENSE"),
}
# The npm packages of the emoji name their licence but do not carry its text; MIT reads the same for everyone.
FLUENT_COPYRIGHT = "Copyright (c) Microsoft Corporation."
CREDITS_HEAD = """# Licences of the files in this folder

Made by `tools/make_assets.py`; the full texts are in `LICENSES/` at the root of the repository.

| files | work and authors | what we changed | full text |
| --- | --- | --- | --- |
"""
COMMISSIONER = "Commissioner, Copyright 2019 The Commissioner Project Authors"
VAZIRMATN = "Vazirmatn, Copyright 2015 The Vazirmatn Project Authors"
PHOSPHOR = "Phosphor Icons, Copyright (c) Phosphor Icons"
FLUENT = "Fluent Emoji (flat and high contrast), Copyright (c) Microsoft Corporation"
OURS = ("`brand/`", "Dabei", "-", "the licence of this project")
CREDITS = {
    KIOSK: (
        ("`fonts/Commissioner-*`", COMMISSIONER, "fewer characters", "OFL-1.1-Commissioner"),
        ("`fonts/Vazirmatn-*`", VAZIRMATN, "fewer characters", "OFL-1.1-Vazirmatn"),
        ("`fonts/Phosphor-*`, `icons.json`", PHOSPHOR, "fewer icons", "MIT-Phosphor-web"),
        ("`animals/`, `things/`", FLUENT, "drawn as PNG", "MIT-FluentEmoji"),
        OURS,
    ),
    WEB: (
        ("`fonts/commissioner-*`", COMMISSIONER, "nothing", "OFL-1.1-Commissioner"),
        ("`fonts/vazirmatn-*`", VAZIRMATN, "nothing", "OFL-1.1-Vazirmatn"),
        ("`icons/`", PHOSPHOR, "nothing", "MIT-Phosphor-core"),
        ("`animals/`", FLUENT, "square view box", "MIT-FluentEmoji"),
        OURS,
    ),
}


def main() -> None:
    """Fetch the packages, empty the owned folders, write everything anew."""
    for folder in OWNED:
        shutil.rmtree(folder, ignore_errors=True)
    with tempfile.TemporaryDirectory() as temp:
        packages = fetch(Path(temp))
        write_fonts(packages)
        write_icons(packages)
        pictures = {**emoji_pictures(packages), **brand_pictures()}
        write_licences(packages)
    with ProcessPoolExecutor() as pool:
        for path, png in zip(pictures, pool.map(draw, *zip(*pictures.values(), strict=True)), strict=True):
            write(path, png)


def fetch(temp: Path) -> dict[str, Path]:
    """Return the unpacked folder of each package, by its npm name without the version."""
    specs = [f"{name}@{version}" for name, (version, _) in PACKAGES.items()]
    # npm is wherever the reader has it; the arguments are the constants above.
    subprocess.run(["npm", "pack", "--silent", *specs], cwd=temp, check=True, capture_output=True)
    folders = {}
    for name, (version, sha256) in PACKAGES.items():
        stem = f"{name.removeprefix('@').replace('/', '-')}-{version}"
        archive = temp / f"{stem}.tgz"
        if hashlib.sha256(archive.read_bytes()).hexdigest() != sha256:
            message = f"{name}: the archive is not the one this script was written for"
            raise SystemExit(message)
        with tarfile.open(archive) as tar:
            tar.extractall(temp / stem, filter="data")
        folders[name] = temp / stem / "package"
    return folders


def write(path: Path, content: bytes | str) -> None:
    """Write one file, making its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def codepoints(ranges: str) -> set[int]:
    """Return the code points of hexadecimal ranges such as ``20-7E A0``."""
    pairs = (part.partition("-") for part in ranges.split())
    return {code for low, _, high in pairs for code in range(int(low, 16), int(high or low, 16) + 1)}


def write_subset(source: Path, target: Path, wanted: set[int], must: Iterable[int], *, shapes: bool = True) -> None:
    """Write the wanted part of a font; refuse one that cannot draw every code point of ``must``."""
    options = subset.Options(name_IDs=["*"], name_languages=["*"], notdef_outline=True)
    if not shapes:
        options.layout_features = []
    font = subset.load_font(source, options)
    if missing := [f"U+{code:04X}" for code in must if code not in font.getBestCmap()]:
        message = f"{source.name} lacks {' '.join(missing)}"
        raise SystemExit(message)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    target.parent.mkdir(parents=True, exist_ok=True)
    subset.save_font(font, target, options)


def write_fonts(packages: dict[str, Path]) -> None:
    """Write static TTF for Kivy and variable woff2 for browsers."""
    for weight in WEIGHTS:
        for family, ranges, must in (
            ("Commissioner", LATIN_VIETNAMESE_CYRILLIC, map(ord, MUST_DRAW)),
            ("Vazirmatn", ARABIC, sorted(codepoints(SHAPED_ARABIC))),
        ):
            folder = packages[f"@expo-google-fonts/{family.lower()}"] / weight
            target = KIOSK / f"fonts/{family}-{weight[3:]}.ttf"
            write_subset(folder / f"{family}_{weight}.ttf", target, codepoints(ranges), must)
    for family, scripts in (
        ("commissioner", ("latin", "latin-ext", "vietnamese", "cyrillic", "cyrillic-ext")),
        ("vazirmatn", ("arabic",)),
    ):
        for script in scripts:
            name = f"{family}-{script}-wght-normal.woff2"
            source = packages[f"@fontsource-variable/{family}"] / "files" / name
            write(WEB / "fonts" / name.replace("-wght-normal", ""), source.read_bytes())


def write_icons(packages: dict[str, Path]) -> None:
    """Write Phosphor as two small fonts with one table of code points, and as SVG (``x.svg`` bold, ``x-fill.svg``)."""
    names = sorted((BOTH_ICONS + KIOSK_ICONS).split())
    tables = []
    for style in ("bold", "fill"):
        source = packages["@phosphor-icons/web"] / "src" / style
        icons = [icon["properties"] for icon in json.loads((source / "selection.json").read_bytes())["icons"]]
        codes = {name: icon["code"] for icon in icons for name in icon["name"].split(", ")}
        table = {name: codes[f"{name}-{style}"] for name in names}
        tables.append({name: f"{code:x}" for name, code in table.items()})
        target = KIOSK / f"fonts/Phosphor-{style.title()}.ttf"
        write_subset(source / target.name, target, set(table.values()), table.values(), shapes=False)
        for name in (BOTH_ICONS + WEB_ICONS).split():
            svg = packages["@phosphor-icons/core"] / f"assets/{style}/{name}-{style}.svg"
            write(WEB / "icons" / f"{name}{'-fill' * (style == 'fill')}.svg", svg.read_bytes())
    if tables[0] != tables[1]:
        message = "Phosphor Bold and Fill no longer share their code points"
        raise SystemExit(message)
    write(KIOSK / "icons.json", json.dumps(tables[0], indent=1) + "\n")


def emoji_pictures(packages: dict[str, Path]) -> dict[Path, tuple[str, int]]:
    """Write the animals as SVG for the web; return the pictures to draw for the kiosk: path -> (svg, height)."""
    pictures = {}
    flat = json.loads((packages["@iconify-json/fluent-emoji-flat"] / "icons.json").read_bytes())
    mono = json.loads((packages["@iconify-json/fluent-emoji-high-contrast"] / "icons.json").read_bytes())
    for word in ANIMALS.split():
        name, _, theirs = word.partition("=")
        coloured, single = (square(icon_set, theirs or name) for icon_set in (flat, mono))
        write(WEB / f"animals/{name}.svg", coloured)
        write(WEB / f"animals/mono/{name}.svg", single)
        pictures[KIOSK / f"animals/128/{name}.png"] = (coloured, 128)
        pictures[KIOSK / f"animals/256/{name}.png"] = (coloured, 256)
        # White, so that Kivy can tint it.
        pictures[KIOSK / f"animals/mono/{name}.png"] = (single.replace("currentColor", WHITE), 128)
    return pictures | {KIOSK / f"things/{name}.png": (square(flat, name), 128) for name in THINGS}


def square(icon_set: dict[str, Any], name: str) -> str:
    """Return one Iconify icon as an SVG with a square view box."""
    icon = icon_set["icons"][name]
    width, height = (icon.get(key, icon_set.get(key, 16)) for key in ("width", "height"))
    side = max(width, height)
    return svg(f"{(width - side) / 2:g} {(height - side) / 2:g} {side} {side}", icon["body"])


def svg(view_box: str, body: str) -> str:
    """Return an SVG document."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view_box}">{body}</svg>\n'


def wordmark(ink: str, dot: str) -> str:
    """Return the drawn word "dabei"; only the dot of the i has its own colour."""
    bowls = "".join(f'<circle cx="{x}" cy="49.25" r="19"/>' for x in (26.25, 86.75, 147.25))
    stems = "M45.25 7.25V68.25M105.75 30.25V68.25M128.25 7.25V68.25M246.25 32.25V68.25"
    return svg(
        "0 0 256.5 75.5",
        f'<g fill="none" stroke="{ink}" stroke-width="14.5" stroke-linecap="round">{bowls}'
        f'<path d="{stems}M225.75 49.25A19 19 0 1 0 214.48 66.61"/>'
        f'<path d="M187.75 49.25H225.75" stroke-width="11"/></g>'
        f'<circle cx="246.25" cy="10.45" r="9.8" fill="{dot}"/>',
    )


def brand_pictures() -> dict[Path, tuple[str, int]]:
    """Write word mark, app mark and room blocks as SVG; return the pictures to draw for the kiosk."""
    mark = svg("0 0 48 48", APP_MARK)
    write(WEB / "brand/app-mark.svg", mark)
    pictures = {KIOSK / "brand/app-mark.png": (mark, 256)}
    for ground, colours in WORDMARK_ON.items():
        word = wordmark(*colours)
        write(WEB / f"brand/wordmark-on-{ground}.svg", word)
        if ground != "print":
            pictures |= {KIOSK / f"brand/wordmark-on-{ground}-{size}.png": (word, size) for size in (48, 72, 120)}
    for room, (colour, shape) in BLOCKS.items():
        coloured, white = (svg("0 0 36 36", f'<g fill="{ink}">{shape}</g>') for ink in (colour, WHITE))
        write(WEB / f"brand/block-{room}.svg", coloured)
        pictures[KIOSK / f"brand/block-{room}.png"] = (coloured, 128)
        pictures[KIOSK / f"brand/block-{room}-white.png"] = (white, 128)
    return pictures


def draw(picture: str, height: int) -> bytes:
    """Return an SVG as the smallest PNG of that height."""
    png = svg_to_bytes(svg_string=picture, height=height, skip_system_fonts=True)
    small: bytes = optimize(png, lossy_transparent=True, num_iterations=5)
    return small


def write_licences(packages: dict[str, Path]) -> None:
    """Write the full texts, and one table of credits per folder."""
    texts = {name: (packages[package] / file).read_text() for name, (package, file) in LICENCES.items()}
    texts["MIT-FluentEmoji"] = re.sub(r"Copyright .*", FLUENT_COPYRIGHT, texts["MIT-Phosphor-core"])
    for name, text in texts.items():
        write(ROOT / f"LICENSES/{name}.txt", text)
    for folder, rows in CREDITS.items():
        write(folder / "LICENSES.md", CREDITS_HEAD + "".join(f"| {' | '.join(row)} |\n" for row in rows))


if __name__ == "__main__":
    main()
