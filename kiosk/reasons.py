"""By what a room or a desk is known to be so, or why nobody knows, in a few words."""

from kiosk.language import _


def reason(why: str) -> str:
    """Give the words of a reason; empty for one that this version does not know."""
    return {
        "check_in": _("checked in"),
        "away": _("checked in"),
        "not_sat": _("checked in"),
        "radar": _("radar: somebody"),
        "motion": _("somebody moves"),
        "after_door": _("somebody is in"),
        "held": _("moved just now"),
        "seat": _("somebody sits there"),
        "seat_room": _("somebody sits there"),
        "radar_clear": _("radar: nobody"),
        "door": _("all went out"),
        "lights_out": _("lights out"),
        "seat_clear": _("nobody sits there"),
        "nobody": _("nobody checked in"),
        "quiet": _("nothing moves"),
        "door_open": _("the door is open"),
        "no_sensor": _("no sensor"),
        "silent": _("sensor silent"),
        "blind": _("sensor silent"),
        "lost": _("sensor gone"),
        "stuck": _("sensor stuck"),
        "offline": _("no connection"),
        "never": _("nothing heard yet"),
        "retained": _("nothing heard yet"),
        "no_evidence": _("nothing heard yet"),
    }.get(why, "")


def room_word(state: str) -> str:
    """Give the word for the state of a room."""
    return {"occupied": _("taken"), "vacant": _("free"), "unknown": _("unknown")}[state]


def since(state: str, at: str, why: str) -> str:
    """Say in one line how it is, since when and by what: `unknown since 8:52 · sensor silent`."""
    begun = _("{state} since {at}").format(state=state, at=at) if at else state
    return " · ".join(filter(None, (begun, reason(why))))
