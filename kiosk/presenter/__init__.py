"""From what the kiosk knows to what a screen shows."""

from broker.house.roster import Badge
from kiosk.flow import Children, Code, Desks, Guard, Idle, Notice, Repair, Result, Screen, Shift, Someone
from kiosk.flow.state import NOTICE_S, RESULT_S
from kiosk.presenter import choices, results
from kiosk.presenter.idle import idle
from kiosk.presenter.scene import Scene
from kiosk.view import NoticeView, Stay, View, Way

__all__ = ["Scene", "present"]


def present(screen: Screen, scene: Scene) -> View:  # noqa: C901, PLR0911  # a return per screen
    """Make the view of a screen."""
    match screen:
        case Idle():
            return idle(scene, screen.panel)
        case Notice(lent=Badge() as badge):
            way: Way = "go" if screen.kind == "guest_in" else "come"
            stay = Stay(screen.deadline, RESULT_S)
            return NoticeView(screen.kind, stay, badge.badge, way if screen.again else "undo")
        case Notice():
            return NoticeView(screen.kind, Stay(screen.deadline, NOTICE_S))
        case Code():
            return choices.code(screen, scene)
        case Result(what="arrived" | "back"):
            return results.welcome(screen, scene)
        case Result():
            return results.goodbye(screen, scene)
        case Desks():
            return choices.desks(screen, scene)
        case Children():
            return choices.children(screen, scene)
        case Repair():
            return choices.repair(screen, scene)
        case Someone():
            return choices.someone(screen, scene)
        case Guard():
            return choices.guard(screen, scene)
        case Shift():
            return choices.shift(screen, scene)
