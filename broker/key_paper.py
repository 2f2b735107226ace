"""The key of sealed backups on paper: in groups to be typed, and as a code to be scanned."""

from importlib import resources
from string import Template
from typing import TextIO

import segno

from broker.store.sealing import Key

GROUP, LINE = 4, 5
WORDS = """
The key that opens sealed backups, shown this once. Write it down, or take a picture of it that you print: it belongs on
paper into the office's safe, and on no disk.

{groups}
"""


def groups(key: Key) -> list[str]:
    """Write the key in lines of groups, as it is read and typed; spaces do not count."""
    head, tail = key.opens[:16], key.opens[16:]
    parts = [tail[at : at + GROUP] for at in range(0, len(tail), GROUP)]
    return [head, *(" ".join(parts[at : at + LINE]) for at in range(0, len(parts), LINE))]


def show(key: Key, out: TextIO) -> None:
    """Show the key in a terminal."""
    out.write(WORDS.format(groups="\n".join(f"    {line}" for line in groups(key))))
    segno.make(key.opens, error="m", micro=False).terminal(out=out, compact=True)


def page(key: Key, office: str) -> str:
    """Give a page to be printed, as HTML that needs nothing else."""
    template = Template((resources.files("broker") / "key_paper.html").read_text("utf-8"))
    code = segno.make(key.opens, error="m", micro=False).svg_inline(scale=5, border=2)
    return template.substitute(office=office, code=code, groups="\n".join(groups(key)), seals=key.seals)
