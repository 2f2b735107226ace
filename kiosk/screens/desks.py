"""Another desk is chosen: on the plan, or in a list."""

from pathlib import Path

from kivy.lang import Builder
from msgspec.structs import replace

from kiosk.desk import STATES, LegendItem, state_word
from kiosk.language import SPEECH, _, ngettext
from kiosk.options import Stacked  # noqa: F401  # desks.kv is made of it
from kiosk.reasons import since
from kiosk.screens.plan import Plan  # noqa: TC001 - the layout needs it
from kiosk.screens.screen import ResultScreen
from kiosk.text import natural_width
from kiosk.theme import FIT
from kiosk.view import DesksView

AREA, LEGEND = ((324, 26, 932, 670), (212, 8, 578, 428)), ((324, 716, 932, 60), (212, 440, 578, 32))
"""Plan and legend, in both designs."""
LISTED = ((328, 28, 924, 744), (212, 10, 578, 460))
"""The list, which needs no legend."""


class DesksScreen(ResultScreen):
    """For a family that wants to sit somewhere else today."""

    def draw(self, view: DesksView) -> None:
        """Put the view in."""
        ids = self.ids
        ids.title.text = _("Where will you sit today?")
        self._stage(view)
        self._doubt(view)
        plan: Plan = ids.plan
        plan.shown = ids.legend.shown = not view.doubt
        ids.more.text = ""
        planned = not view.doubt and plan.put(view, FIT.pick(*AREA))
        if not planned and not view.doubt:
            self._list(view)
        elif planned:
            self._legend(view)

    def wipe(self) -> None:
        """Forget the desks, too."""
        super().wipe()
        self.ids.plan.forget()
        for desk in self.ids.plan.pool:
            desk.put(None)
        self.ids.sure.what = ""

    def _stage(self, view: DesksView) -> None:
        ids = self.ids
        ids.blocks.shown = bool(view.doubt)
        words = {"all": _("All desks"), "pc": _("PC only"), "laptop": _("Laptop only")}
        if FIT.small:
            words |= {"pc": _("PC"), "laptop": _("Laptop")}
        icons = {"all": "map-trifold" if view.rooms else "list", "pc": "desktop", "laptop": "laptop"}
        for kind, text in words.items():
            button, chosen = ids[kind], kind == view.kind
            button.text, button.what = text, kind
            button.kind = "light" if chosen else "choice"
            button.icon = "check" if chosen else icons[kind]
            button.stacked = FIT.small and kind != "all"
            button.align = "middle" if button.stacked else "start"
        ids.any.text = _("Any – pick one for me")  # noqa: RUF001
        ids.none.text, ids.back.text = _("No desk"), _("Back")
        ids.back.icon = "arrow-right" if SPEECH.rtl else "arrow-left"
        for name in ("all", "pc", "laptop", "any", "none", "back"):
            ids[name].shown = not view.doubt

    def _doubt(self, view: DesksView) -> None:
        ids = self.ids
        ids.doubt.shown = bool(view.doubt)
        ids.sign.icon, ids.sign.text = "unknown", " " if view.doubt else ""
        ids.really.text = _("Is {desk} really free?").format(desk=view.doubt) if view.doubt else ""
        told = since(_("unknown"), view.doubt_since, view.doubt_why)
        helps = _("{told}. A look at the desk helps.").format(told=told[:1].upper() + told[1:])
        reason = helps if view.doubt_why else _("Nobody knows right now. A look at the desk helps.")
        ids.reason.text = reason if view.doubt else ""
        ids.sure.text, ids.sure.what = (_("Yes, it is free"), view.doubt_id) if view.doubt else ("", "")
        ids.other.text = _("Back") if view.doubt else ""
        ids.other.icon = ids.back.icon

    def _list(self, view: DesksView) -> None:
        """Show the list, and below it why a desk is unknown, and how many have no room."""
        ids, listed = self.ids, replace(view, rooms=())
        x, y, width, height = FIT.pick(*LISTED)
        unknown = any(desk.state == "unknown" for desk in view.desks) and view.unknown_since
        ids.plan.put(listed, (x, y, width, height))
        below = FIT.pick(48, 30) if unknown or ids.plan.left else 0
        if below:
            ids.plan.put(listed, (x, y, width, height - below))
        if left := ids.plan.left:
            ids.more.text = ngettext("and {count} more place", "and {count} more places", left)
            ids.more.wide = ids.more.small = (x, y + height - below + 8, width, below - 8)
        ids.legend.wide = ids.legend.small = (x, y + height - below + 8, width, max(1, below - 8))
        self._items([("unknown", self._unknown(view))] if unknown else [])

    def _legend(self, view: DesksView) -> None:
        ids = self.ids
        ids.legend.wide, ids.legend.small = LEGEND
        present = {desk.state for desk in view.desks}
        words = {state: state_word(state) for state in STATES if state != "defect" or state in present}
        words["yours"] = _("Your place")
        told = words | {"unknown": self._unknown(view)} if view.unknown_since and "unknown" in present else words
        few = {state: word for state, word in words.items() if state in present}
        for choice in (told, words):
            if self._items(list(choice.items())):
                return
        self._items(list(few.items()))

    @staticmethod
    def _unknown(view: DesksView) -> str:
        return since(_("unknown"), view.unknown_since, view.unknown_why)

    def _items(self, found: list[tuple[str, str]]) -> bool:
        """Spread what the signs mean over the legend; False when there is no room for all of them."""
        items: list[LegendItem] = [self.ids[f"item_{number}"] for number in range(len(STATES))]
        width = FIT.pick(self.ids.legend.wide, self.ids.legend.small)[2] * FIT.x
        lead = FIT.px(*items[0].icon_size) + FIT.px(*items[0].gap)
        widths = [lead + natural_width(word, "small") + 3 for _state, word in found]
        gap = (width - sum(widths)) / max(1, len(found) - 1)
        x, gap_most = 0.0, FIT.px(40, 24)
        for number, item in enumerate(items):
            item.shown = number < len(found)
            item.text = ""
            if item.shown:
                item.icon, item.text = found[number]
                item.wide = item.small = (x / FIT.x, 0, widths[number] / FIT.x, 0)
                x += widths[number] + min(gap, gap_most)
        return gap >= FIT.px(14, 8) or len(found) <= 1


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
