"""From pins to channels: what is wired to this machine, watched and told."""

import logging
from collections.abc import Callable

from sensors import devices
from sensors.errors import PinError
from sensors.node import Channels
from sensors.passages import Passages
from sensors.settings import SensorsSettings
from sensors.watch import Watch
from sensors.wired import BeamPair

log = logging.getLogger(__name__)
OnValue = Callable[[bool | None, float], None]


class Inputs:
    """Everything at the pins. What cannot be had is named in a sentence each, and the others go on."""

    def __init__(self, settings: SensorsSettings, channels: Channels) -> None:
        """Claim the pins.

        :raises PinError: none can be had, and nothing else is measured here.
        """
        self._channels, self._passages = channels, list[Passages]()
        self._routes: dict[str, OnValue] = {sensor.id: self._plain(sensor.id) for sensor in settings.sensors}
        for pair in settings.beams:
            self._routes |= self._counted(pair)
        inputs = tuple(settings.inputs())
        self._watch = Watch({one.id: one.wiring for one in inputs}, self._take, on_round=self._round)
        self.simulated = devices.SimulatedPins(inputs) if settings.pins == "simulated" else None
        """Where pins are simulated: what drives them."""
        try:
            self._pins = self._claim(settings)
        except PinError as exc:
            if settings.only_wired():
                raise
            log.error("%s. What needs no pin goes on", exc)  # noqa: TRY400  # the sentence says it all
            self._pins = None

    def start(self) -> None:
        """Tell the first value of each, and watch."""
        if self._pins:
            self._watch.attach(self._pins.reads)
            self._watch.start()

    def stop(self) -> None:
        """Give the pins back; nothing more is told."""
        if self._pins:
            self._pins.close()
            self._watch.stop()

    def _claim(self, settings: SensorsSettings) -> devices.Pins | None:
        inputs = tuple(settings.inputs())
        if not inputs:
            return None
        pins = devices.Pins(inputs, self.simulated.factory if self.simulated else devices.gpio(), self._watch.edge)
        if not pins.reads:
            raise PinError("\n".join(pins.faults))
        for fault in pins.faults:
            log.error("%s. The other sensors go on", fault)
        return pins

    def _take(self, name: str, value: bool | None, at: float) -> None:  # noqa: FBT001  # the watch's signature
        self._routes[name](value, at)

    def _round(self, now: float) -> None:
        for passages in self._passages:
            passages.step(now)

    def _plain(self, channel: str) -> OnValue:
        return lambda value, _at: self._channels.value(channel, value)

    def _counted(self, pair: BeamPair) -> dict[str, OnValue]:
        def tell(came: int | None, went: int | None) -> None:
            (entries, _), (exits, _) = pair.channels()
            self._channels.value(entries, came)
            self._channels.value(exits, went)

        passages = Passages(tell)
        self._passages.append(passages)
        outer, inner = pair.inputs()
        return {
            outer.id: lambda value, at: passages.hear("outer", at, broken=value),
            inner.id: lambda value, at: passages.hear("inner", at, broken=value),
        }
