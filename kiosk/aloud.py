"""What a screen says when it is read aloud: its own words, in the order in which they stand there."""

from collections.abc import Iterator

from kivy.uix.widget import Widget

from kiosk.widgets import Words

ENDS = (".", "!", "?", ":", ",", "…", "؟")


def said(screen: Widget) -> str:
    """Give the sentences of a screen; buttons and clocks are left out unless they say otherwise."""
    return joined([" ".join(text.split()) for text in _texts(screen)])


def joined(texts: list[str]) -> str:
    """Make sentences of texts that stand apart: `Mia, registered. 3, places free.`; `3.` would be heard as third."""
    found = before = ""
    for text in filter(None, texts):
        mark = "" if not found or found.endswith(ENDS) else "," if before.isdecimal() or text[0].islower() else "."
        found, before = f"{found}{mark} {text}".lstrip(), text
    return found if not found or found.endswith(ENDS) else f"{found}."


def _texts(screen: Widget) -> Iterator[str]:
    for each in screen.walk():
        if isinstance(each, Words) and each.said and each.width and each.height:
            yield from (each.text, each.tail) if getattr(each, "below", False) else (f"{each.text} {each.tail}",)
