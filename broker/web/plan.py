"""The plan as it is drawn now: each room with what is so, what takes place, and who is cared for."""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from broker.house.pictures import desk_calls
from broker.snapshot import Snapshot
from broker.web.agenda import Item
from broker.web.board_status import Status, status
from broker.web.people import ChildView, People
from broker.web.places import DeskView, DeviceView, NodeView, Places, RoomView
from broker.web.plan_ground import Ground, Point, Space
from broker.web.plan_labels import Lines, labels

ARCH: Point = (46, 50)
"""Of a child on the plan, with the gap to the next one."""
LINES_H = 84
"""Height of the words beside the children: the room's name, who is on duty, whether they are enough."""


class DeskDrawn(Struct, frozen=True):
    """A desk on the plan."""

    view: DeskView
    label: Lines
    x: float
    y: float
    width: float
    height: float
    called: bool
    """Whether its lamp calls whoever sits there."""


class RoomDrawn(Struct, frozen=True):
    """A room on the plan."""

    view: RoomView
    space: Space
    desks: tuple[DeskDrawn, ...]
    devices: tuple[DeviceView, ...]
    nodes: tuple[NodeView, ...]
    event: Item | None
    """What takes place now, else what comes next today."""
    children: tuple[ChildView | None, ...] = ()
    """Of the care room: who is in care or announced; None for a free place."""
    more: int = 0
    """Children for whom the plan has no room."""
    care: Status | None = None


class Plan(Struct, frozen=True):
    """The whole plan."""

    ground: Ground
    rooms: tuple[RoomDrawn, ...]
    nodes: tuple[tuple[NodeView, Point], ...]

    @property
    def called(self) -> frozenset[str]:
        """Desks whose lamps call somebody."""
        return frozenset(desk.view.desk.id for room in self.rooms for desk in room.desks if desk.called)


def plan(snapshot: Snapshot, ground: Ground, places: Places, people: People, items: Sequence[Item]) -> Plan:
    """Draw the office as it is now."""
    said = labels(snapshot.office.desks, {desk: at for space in ground.spaces for desk, at in space.desks.items()})
    calls = {desk for desk, level in desk_calls(snapshot.house) if level.state in ("come", "urgent")}
    views = {view.room.id: view for view in places.rooms}
    nodes = {view.node.id: view for view in places.nodes}
    rooms = (
        RoomDrawn(
            view=views[space.room.id],
            space=space,
            desks=tuple(_desk(desk, space, said, calls) for desk in views[space.room.id].desks),
            devices=tuple(device for device in places.devices if device.device.room == space.room.id),
            nodes=tuple(nodes[node] for node in _within(space, ground.nodes) if node in nodes),
            event=_event(items, space.room.id),
        )
        for space in ground.spaces
    )
    return Plan(
        ground,
        tuple(_with_children(snapshot, room, people) if room.view.room == places.care else room for room in rooms),
        tuple((nodes[node], point) for node, point in ground.nodes.items() if node in nodes),
    )


def _within(space: Space, nodes: Mapping[str, Point]) -> list[str]:
    x, y, width, height = space.rect
    return [node for node, at in nodes.items() if x <= at[0] <= x + width and y <= at[1] <= y + height]


def _event(items: Sequence[Item], room: str) -> Item | None:
    """Give what takes place in a room now, else what comes next."""
    here = [item for item in items if item.room == room]
    return next((item for when in ("now", "next") for item in here if item.when == when), None)


def _desk(view: DeskView, space: Space, said: Mapping[str, Lines], calls: set[str]) -> DeskDrawn:
    x, y, width, height = space.desks[view.desk.id]
    return DeskDrawn(view, said[view.desk.id], x, y, width, height, view.desk.id in calls)


def _with_children(snapshot: Snapshot, room: RoomDrawn, people: People) -> RoomDrawn:
    """Put the children into the care room, as many as it has room for, and free places after them."""
    _, _, width, height = room.space.words
    fit = max(1, int(width // ARCH[0]) * int(max(ARCH[1], height - LINES_H) // ARCH[1]))
    children = [*people.children("care", "together"), *people.children("announced")]
    more = 0 if len(children) <= fit else len(children) - fit + 1
    shown: list[ChildView | None] = [*children[: len(children) - more]]
    free = max(0, min(room.view.room.places, fit) - len(children))
    return replace(room, children=(*shown, *[None] * free), more=more, care=status(snapshot))
