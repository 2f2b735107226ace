"""Rooms, desks, devices and nodes with what is known of them, from one snapshot."""

from importlib.metadata import version
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from broker.house.devices import is_low
from broker.house.office import Desk, Device, Room
from broker.snapshot import NodeStatus, Snapshot
from broker.wire.message import Ms
from broker.wire.pictures import DeskPicture, DevicePicture, RoomPicture

VERSION = version("dabei")
"""Of the hub."""
NodeState = Literal["here", "gone", "unknown"]


class DeskView(Struct, frozen=True):
    """A desk and its state."""

    desk: Desk
    picture: DeskPicture

    @property
    def unusual(self) -> bool:
        """Whether its state needs a word beside it: neither free nor taken by whoever sits there."""
        return self.picture.why not in ("", "check_in", "nobody", "seat_clear")


class RoomView(Struct, frozen=True):
    """A room, its state and its desks."""

    room: Room
    picture: RoomPicture
    desks: tuple[DeskView, ...]

    @property
    def main(self) -> bool:
        """Whether desks or children are here; such rooms stand first and large."""
        return bool(self.desks) or self.room.kind == "care"


class DeviceView(Struct, frozen=True):
    """A device and its state."""

    device: Device
    picture: DevicePicture
    awaited: Ms = 0
    """When somebody said to have put it right, while its own word is awaited; 0: nobody did."""

    @property
    def needs_help(self) -> bool:
        """Whether somebody has to do something about it, now or soon."""
        return self.picture.state in ("no_paper", "stopped") or is_low(self.picture)

    @property
    def trouble(self) -> bool:
        """Whether something is wrong with it, whoever has seen to it."""
        return self.needs_help or self.picture.state == "unreachable"


class NodeView(Struct, frozen=True):
    """A node and whether it is there."""

    node: NodeStatus
    state: NodeState
    why: str
    awaited: Ms = 0
    """As of a device."""

    @property
    def cards(self) -> str:
        """Why a kiosk that is here can read no card; empty if it can, or nobody knows."""
        return self.node.cards if self.state == "here" and self.node.cards != "ready" else ""

    @property
    def trouble(self) -> bool:
        """Whether something is wrong with it, whoever has seen to it."""
        return self.state == "gone" or bool(self.cards)

    @property
    def other(self) -> str:
        """The version of its program where that is not the hub's; empty if it is, or nobody knows."""
        return self.node.software if self.node.software != VERSION else ""


class Places(Struct, frozen=True):
    """Everything in the office that has a state."""

    rooms: tuple[RoomView, ...]
    """Those with desks first, as on the plan."""
    devices: tuple[DeviceView, ...]
    nodes: tuple[NodeView, ...]

    @property
    def care(self) -> Room | None:
        """The care room; the first, should there be several."""
        return next((view.room for view in self.rooms if view.room.kind == "care"), None)

    def desks(self, state: str | None = None) -> list[DeskView]:
        """Give every desk, or those in one state."""
        every = (desk for view in self.rooms for desk in view.desks)
        return [desk for desk in every if state in (None, desk.picture.state)]

    @property
    def wrong(self) -> list[DeviceView | NodeView]:
        """Give what no question asks about, and somebody has to see to: devices, and kiosks that read no card."""
        found: list[DeviceView | NodeView] = [view for view in self.devices if view.trouble]
        found += [view for view in self.nodes if view.cards]
        return [view for view in found if not view.awaited]


def places(snapshot: Snapshot) -> Places:
    """Join what the office has with what is known of it."""
    rooms = sorted((_room(snapshot, room) for room in snapshot.office.rooms), key=lambda view: not view.desks)
    known = snapshot.pictures.devices
    devices = (
        _device(snapshot, device, known.get(device.id) or DevicePicture(state="unknown", why="never"))
        for device in snapshot.office.devices
    )
    return Places(tuple(rooms), tuple(devices), tuple(_node(snapshot, node) for node in snapshot.nodes))


def _room(snapshot: Snapshot, room: Room) -> RoomView:
    known = snapshot.pictures
    desks = (
        DeskView(desk, known.desks.get(desk.id) or DeskPicture(state="unknown", why="never"))
        for desk in snapshot.office.desks
        if desk.room == room.id
    )
    return RoomView(room, known.rooms.get(room.id) or RoomPicture(state="unknown", why="never"), tuple(desks))


def awaited(snapshot: Snapshot, subject: str, since: Ms) -> Ms:
    """Give when somebody said to have put right what is wrong `since` then; 0: nobody did, or it is wrong anew."""
    said = snapshot.awaited.get(subject, 0)
    return said if said >= since else 0


def _device(snapshot: Snapshot, device: Device, picture: DevicePicture) -> DeviceView:
    view = DeviceView(device, picture)
    return replace(view, awaited=awaited(snapshot, device.id, picture.since)) if view.trouble else view


def _node(snapshot: Snapshot, node: NodeStatus) -> NodeView:
    if not snapshot.broker:
        return NodeView(node, "unknown", "no_broker")
    if not node.ready and not node.since:
        return NodeView(node, "unknown", "never")
    view = NodeView(node, "here" if node.ready else "gone", "")
    return replace(view, awaited=awaited(snapshot, node.id, node.since)) if view.trouble else view
