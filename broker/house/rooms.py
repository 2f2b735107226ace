"""Rooms and devices as far as sensors tell: any sign of people is occupied, all quiet is vacant, else unknown."""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from broker.house import desks, devices
from broker.house.air import with_air
from broker.house.levels import Levels, Reading
from broker.house.office import Office
from broker.house.state import House
from broker.wire.messages import Channel
from broker.wire.pictures import DeskPicture, DevicePicture, RoomPicture

SIGNS = frozenset({"motion", "presence"})
"""What is measured that somebody is there."""


class Pictures(Struct, frozen=True):
    """What is known of every room, desk and device, by id."""

    rooms: dict[str, RoomPicture]
    desks: dict[str, DeskPicture]
    devices: dict[str, DevicePicture]


def pictures(office: Office, house: House, levels: Levels, mono: float) -> Pictures:
    """Tell the state of everything in the office at `mono` seconds of the hub's monotonic clock."""
    readings = [(channel, levels.reading(node, name, mono)) for node, name, channel in levels.channels()]
    sitting = house.desks()
    seats = {channel.desk: reading for channel, reading in readings if channel.measures == "seat"}
    return Pictures(
        rooms={room.id: with_air(_room(_of_room(readings, room.id)), readings, room.id) for room in office.rooms},
        desks={
            desk.id: desks.picture(desk.id, sitting, seats.get(desk.id), defect=desk.id in house.defect)
            for desk in office.desks
        },
        devices={device.id: devices.picture(readings, device.id) for device in office.devices},
    )


def _of_room(readings: Iterable[tuple[Channel, Reading]], room: str) -> Iterator[Reading]:
    return (reading for channel, reading in readings if channel.room == room and channel.measures in SIGNS)


def _room(motions: Iterator[Reading]) -> RoomPicture:
    found = list(motions)
    if not found:
        return RoomPicture(state="unknown", why="no_sensor")
    moving = [reading for reading in found if reading.value]
    if moving:
        return RoomPicture(state="occupied", since=min(reading.since for reading in moving))
    blind = [reading for reading in found if reading.value is None]
    if blind:
        return RoomPicture(state="unknown", why=blind[0].why, since=blind[0].since)
    return RoomPicture(state="vacant", since=max(reading.since for reading in found))
