"""Someone has left: who went with them, what not to forget, what comes next."""

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import StringProperty

from kiosk.language import _, listed, ngettext
from kiosk.palette import PALETTE
from kiosk.screens.screen import ResultScreen
from kiosk.screens.strip import HEIGHT as STRIP
from kiosk.view import Arch, GoodbyeView
from kiosk.widgets import Tile

AREA = ((428, 134, 824, 538), (272, 80, 514, 312))
GAP = (16, 8)
HEIGHTS = {"children": (164, 92), "things": (234, 124), "last": (108, 80)}
"""Of the rows, when all are there; they share what is left over."""
WIDE = 2
"""So many children have wide arches."""


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
        ids.bye.text = _("Bye, {names}!").format(names=listed([view.name, *going])) if view.name else _("Bye!")
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

    def _children(self, view: GoodbyeView, going: list[str], staying: list[str]) -> None:
        ids, cards = self.ids, view.children
        ids.children.shown = bool(cards)
        ids.arches.arches = tuple(Arch("here", card.animal, card.ground) for card in cards)
        ids.going.text = _leaves(going) if going else _stays(staying)
        ids.staying.text = _still(view) or (_stays(staying) if going and staying else "")
        for small, side in enumerate(("wide", "small")):
            step, height, margin = ((122.0, 164, 24), (68.0, 92, 14))[small]
            if len(cards) > WIDE:
                step *= 0.8
            setattr(ids.arches, side, (margin, (height - step * 1.12) / 2, step * len(cards) - step * 0.1, step * 1.12))
            x = margin + step * len(cards) + 8
            alone = not ids.staying.text
            setattr(ids.going, side, (x, 0, -margin, 0 if alone else height * 0.56))
            setattr(ids.staying, side, (x, height * 0.58, -margin, height * 0.4))
            ids.going.valign = "middle" if alone else "bottom"

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


def _still(view: GoodbyeView) -> str:
    """Say that a child is still recorded although nobody of the family is here."""
    if not view.still:
        return ""
    if not all(view.still):
        return _("Still recorded. Please tell the carers.")
    names = listed(list(view.still))
    return _("{names}: still recorded. Please tell the carers.").format(names=names)


def _leaves(names: list[str]) -> str:
    if not all(names):
        return ngettext("Your child leaves with you.", "Your children leave with you.", len(names))
    return ngettext("{names} leaves with you.", "{names} leave with you.", len(names), names=listed(names))


def _stays(names: list[str]) -> str:
    if not all(names):
        return ngettext("Your child stays here.", "Your children stay here.", len(names))
    return ngettext("{names} stays here.", "{names} stay here.", len(names), names=listed(names))


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
