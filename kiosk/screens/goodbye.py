"""Someone has left: who went with them, what not to forget, what comes next."""

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import StringProperty

from kiosk.language import _, listed, ngettext
from kiosk.palette import PALETTE
from kiosk.screens.screen import ResultScreen
from kiosk.screens.strip import HEIGHT as STRIP
from kiosk.text import first_that_fits
from kiosk.theme import FIT
from kiosk.view import Arch, GoodbyeView
from kiosk.widgets import Tile

AREA = ((428, 134, 824, 538), (272, 80, 514, 312))
GAP = (16, 8)
HEIGHTS = {"children": (164, 92), "things": (234, 124), "last": (108, 80)}
"""Of the rows, when all are there; they share what is left over."""
WIDE = 2
"""So many children have wide arches."""
MOST = 0.46
"""Share of the width that the children take at most; more of them stand in several rows."""
ABOVE = 0.56
"""Share of the height that the upper of two texts beside them takes."""


WORD = ((8, -14, -8, 40), (4, -4, -4, 26))
"""Box of the word below a picture, in both designs."""


class ThingTile(Tile):
    """Something that one may forget."""

    name = StringProperty("")

    def arrange(self, *, anew: bool = False, shown: bool = True) -> None:
        """Put the word in the middle where there is no picture."""
        word = self.ids.word
        word.wide, word.small = ((8, 8, -8, -8), (4, 4, -4, -4)) if PALETTE.contrast else WORD
        super().arrange(anew=anew, shown=shown)


class GoodbyeScreen(ResultScreen):
    """For the family that has just left, or has tapped again after leaving."""

    def draw(self, view: GoodbyeView) -> None:
        """Put the view in."""
        ids = self.ids
        going = [card.name for card in view.children if card.to != "already_here"]
        staying = [card.name for card in view.children if card.to == "already_here"]
        ids.title.text = _title(view)
        ids.bye.text = self._bye([view.name, *going]) if view.name else _("Bye!")
        ids.out.text = _out(view, 1 + len(going))
        ids.undo.text, ids.done.text = _("Undo") if view.may_undo else "", _("Done")
        coming = _("No, I am just coming") if view.may_come else ""
        self.buttons(again=(_("We are back") if going else _("I am back")) if view.again else coming)
        self._children(view, going, staying)
        self._things(small_ones=bool(view.children))
        self._last(view)
        self._rows()
        ids.sun.level = ids.ring.level = 116
        ids.stage.count(view.stay)

    def enter(self, view: GoodbyeView) -> None:
        """Let the sun set when something was done."""
        if not view.again:
            self.ids.stage.sink()

    def _bye(self, names: list[str]) -> str:
        """Take leave of everyone by name, or only of the first of too many."""
        texts = [_("Bye, {names}!").format(names=listed(found)) for found in (names, names[:1])]
        box = FIT.pick(self.ids.bye.wide, self.ids.bye.small)[2:]
        return first_that_fits(texts, "title", (FIT.px(box[0], box[0]), FIT.px(box[1], box[1])))

    def _children(self, view: GoodbyeView, going: list[str], staying: list[str]) -> None:
        ids, cards = self.ids, view.children
        ids.children.shown = bool(cards)
        ids.arches.arches = tuple(Arch("here", card.animal, card.ground) for card in cards)
        above = [_leaves(names) if going else _stays(names) for names in _with_and_without(going or staying)]
        below = _stay_too(staying) if going and staying else [""]
        below = [_still(names) for names in _with_and_without(list(view.still))] if view.still else below
        alone = not below[0]
        ids.going.valign = "middle" if alone else "bottom"
        for small, side in enumerate(("wide", "small")):
            step, height, margin = ((122.0, 164, 24), (68.0, 92, 14))[small]
            step *= 0.8 if len(cards) > WIDE else 1
            full, most = step * (len(cards) - 0.1), AREA[small][2] * MOST
            across, tall = (full, step * 1.12) if full <= most else (most, height - margin)
            setattr(ids.arches, side, (margin, (height - tall) / 2, across, tall))
            x = margin + across + step * 0.1 + 8
            setattr(ids.going, side, (x, 0, -margin, 0 if alone else height * ABOVE))
            setattr(ids.staying, side, (x, height * 0.58, -margin, height * 0.4))
            if small == FIT.small:
                room, high = FIT.factor * (AREA[small][2] - x - margin), FIT.factor * height
                ids.going.text = first_that_fits(above, "lead", (room, high if alone else high * ABOVE), lines=2)
                ids.staying.text = first_that_fits(below, "body", (room, high * 0.4), lines=2)

    def _things(self, *, small_ones: bool) -> None:
        ids = self.ids
        ids.all.text = _("Got everything?")
        words = {"coat": _("Jacket"), "bottle": _("Bottle"), "bear": _("Soft toy"), "pack": _("Backpack")}
        tiles = []
        for name, word in words.items():
            ids[name].ids.word.text = word
            ids[name].shown = small_ones or name in ("coat", "pack")
            tiles += [ids[name]] if ids[name].shown else []
        for small, side in enumerate(("wide", "small")):
            margin, top = ((24, 68), (14, 36))[small]
            gap = (14, 8)[small]
            step = (AREA[small][2] - 2 * margin + gap) / len(tiles)
            for number, tile in enumerate(tiles):
                setattr(tile, side, (margin + number * step, top, step - gap, -margin * 0.8))

    def _last(self, view: GoodbyeView) -> None:
        ids = self.ids
        ids.place.shown = bool(view.desk) and not view.hold and not view.until
        ids.hold.shown = bool(view.hold or view.until)
        ids.next.shown = view.programme is not None and not ids.hold.shown
        if view.until:
            ids.hold.put("clock", _("Back by {at}").format(at=view.until), _held(view), ())
        else:
            times = tuple(("lunch", str(each), _("{count} min").format(count=each)) for each in view.hold)
            ids.hold.put("armchair", _("We will be back"), _("Hold your desk for:"), times)
        ids.desk.text, ids.free.text = view.desk, _("is free again")
        if view.programme:
            ids.when.text = _("Today, {at}").format(at=view.programme.at)
            ids.what.text = view.programme.title

    def _rows(self) -> None:
        """Share the height among the rows that are there; a strip takes the last one's place, and keeps its height."""
        ids = self.ids
        last = [tile for tile in (ids.place, ids.next) if tile.shown]
        names = [*(["children"] if ids.children.shown else []), "things"]
        for small, side in enumerate(("wide", "small")):
            x, top, width, height = map(float, AREA[small])
            gap = GAP[small]
            rows = [*names, *(["last"] if last else [])]
            if ids.hold.shown:
                height -= STRIP[small] + gap
                setattr(ids.hold, side, (x, top + height + gap, width, STRIP[small]))
            stretch = (height - gap * (len(rows) - 1)) / sum(HEIGHTS[name][small] for name in rows)
            for name in rows:
                high = HEIGHTS[name][small] * stretch
                if name == "last":
                    self._pair(side, last, (x, top, width, high), gap)
                else:
                    setattr(ids[name], side, (x, top, width, high))
                top += high + gap

    def _pair(self, side: str, tiles: list[Tile], box: tuple[float, float, float, float], gap: float) -> None:
        x, top, width, height = box
        first = width * 0.4 if len(tiles) > 1 else width
        half = height / 2
        for tile, place in zip(
            tiles, ((x, top, first, height), (x + first + gap, top, width - first - gap, height)), strict=False
        ):
            setattr(tile, side, place)
        start, text = (14, 50) if side == "small" else (24, 78)
        ids, icon = self.ids, text - start - (8 if side == "small" else 14)
        for sign, above, below in ((ids.desk_icon, ids.desk, ids.free), (ids.when_icon, ids.when, ids.what)):
            setattr(sign, side, (start, half - icon / 2, icon, icon))
            setattr(above, side, (text, 0, -start, half))
            setattr(below, side, (text, half, -start, half))


def _title(view: GoodbyeView) -> str:
    if view.until:
        return _("See you in a bit!")
    return _("You are already checked out") if view.again else _("See you soon!")


def _out(view: GoodbyeView, count: int) -> str:
    if view.until:
        return _("You stay checked in. Put your card on when you are back.")
    return ngettext(
        "You are checked out. Thank you for being here.",
        "All of you are checked out. Thank you for being here.",
        count,
    )


def _held(view: GoodbyeView) -> str:
    return _("{desk} is held for you.").format(desk=view.desk) if view.desk else ""


def _with_and_without(names: list[str]) -> tuple[list[str], list[str]]:
    """Give the names, and as many empty ones for where they have no room."""
    return names, [""] * len(names)


def _still(names: list[str]) -> str:
    """Say that a child is still recorded although nobody of the family is here."""
    if not all(names):
        return _("Still recorded. Please tell the carers.")
    return _("{names}: still recorded. Please tell the carers.").format(names=listed(names))


def _leaves(names: list[str]) -> str:
    if not all(names):
        return ngettext("Your child leaves with you.", "Your children leave with you.", len(names))
    return ngettext("{names} leaves with you.", "{names} leave with you.", len(names), names=listed(names))


def _stay_too(names: list[str]) -> list[str]:
    """Say who stays while others go, by name and by number."""
    count = ngettext("{count} child stays here.", "{count} children stay here.", len(names))
    return [_stays(names), count] if all(names) else [count]


def _stays(names: list[str]) -> str:
    if not all(names):
        return ngettext("Your child stays here.", "Your children stay here.", len(names))
    return ngettext("{names} stays here.", "{names} stay here.", len(names), names=listed(names))


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
