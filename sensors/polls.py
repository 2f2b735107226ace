"""Everything that is asked now and then: printers, what is to be reachable, the air."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from sensors import asking
from sensors.node import Channels
from sensors.poll import Poll
from sensors.reach import reach, why
from sensors.report import Report, Reports
from sensors.settings import SensorsSettings

if TYPE_CHECKING:
    from sensors.climate import SimulatedBus


def start(settings: SensorsSettings, channels: Channels, parts: ExitStack) -> "Mapping[str, SimulatedBus]":
    """Begin to ask, until `parts` is closed; gives what stands for the chips where pins are simulated, by their id."""
    buses: dict[str, SimulatedBus] = {}
    for poll in (*_network(settings, channels), *_air(settings, channels, buses, parts)):
        poll.start()
        parts.callback(poll.stop)
    return buses


def _network(settings: SensorsSettings, channels: Channels) -> Iterator[Poll[Any, Any]]:
    yield Poll(settings.targets, reach, why, lambda target, found: channels.value(target.id, found))
    lost = Report("unreachable")
    yield Poll(settings.printers, asking.ask, lambda _exc: lost, Reports(channels.value).tell)


def _air(
    settings: SensorsSettings, channels: Channels, buses: "dict[str, SimulatedBus]", parts: ExitStack
) -> Iterator[Poll[Any, Any]]:
    if not settings.climate:
        return
    from sensors import climate  # noqa: PLC0415  # its libraries are for those who have the chip

    chips = dict[str, climate.Chip]()
    for one in settings.climate:
        bus = climate.SimulatedBus() if settings.pins == "simulated" else None
        if bus:
            buses[one.id] = bus
        chips[one.id] = climate.Chip(one, bus)
        parts.callback(chips[one.id].close)
    yield Poll(
        settings.climate,
        lambda one: chips[one.id].read(),
        lambda _exc: None,
        lambda one, air: climate.tell(one, air, channels.value),
    )
