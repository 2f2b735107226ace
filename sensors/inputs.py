"""From pins to channels: what is wired to this machine, watched and told."""

import logging
from collections.abc import Callable, Iterator
from typing import Any

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

    def __init__(
        self,
        settings: SensorsSettings,
        channels: Channels,
        on_press: Callable[[str], None] = lambda _signal: None,
        on_round: Callable[[], None] = lambda: None,
    ) -> None:
        """Claim the pins; `on_press` gets the id of a signal whose button was pressed.

        `on_round` is called each time all pins were read.

        :raises PinError: none can be had, and nothing else is measured here.
        """
        self._channels, self._passages, self._on_round = channels, list[Passages](), on_round
        self._routes: dict[str, OnValue] = {sensor.id: self._plain(sensor.id) for sensor in settings.sensors}
        for pair in settings.beams:
            self._routes |= self._counted(pair)
        for signal in settings.signals:
            self._routes |= {one.id: _pressed(signal.id, on_press) for one in signal.inputs()}
        self.lamps: dict[str, devices.SignalLamp] = {}
        """Of each signal that could be had."""
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

    @property
    def watching(self) -> bool:
        """Whether there are pins to watch."""
        return self._pins is not None

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
        for lamp in self.lamps.values():
            lamp.close()

    def _claim(self, settings: SensorsSettings) -> devices.Pins | None:
        inputs = tuple(settings.inputs())
        if not inputs and not settings.signals:
            return None
        factory = self.simulated.factory if self.simulated else devices.gpio()
        pins = devices.Pins(inputs, factory, self._watch.edge)
        faults = [*pins.faults, *self._light(settings, factory)]
        if not pins.reads and not self.lamps:
            raise PinError("\n".join(faults))
        for fault in faults:
            log.error("%s. The others go on", fault)
        return pins

    def _light(self, settings: SensorsSettings, factory: Any) -> Iterator[str]:  # noqa: ANN401  # gpiozero's own
        """Claim the lamps, and give what is wrong with those that cannot be had."""
        for signal in settings.signals:
            try:
                self.lamps[signal.id] = devices.SignalLamp(signal, factory)
            except PinError as exc:
                yield str(exc)

    def _take(self, name: str, value: bool | None, at: float) -> None:  # noqa: FBT001  # the watch's signature
        self._routes[name](value, at)

    def _round(self, now: float) -> None:
        for passages in self._passages:
            passages.step(now)
        self._on_round()

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


def _pressed(signal: str, on_press: Callable[[str], None]) -> OnValue:
    """Tell of a press: the button was seen let go before, so that one that is jammed answers nothing."""
    free = False

    def take(value: bool | None, _at: float) -> None:  # noqa: FBT001  # the watch's signature
        nonlocal free
        if value and free:
            on_press(signal)
        free = value is False

    return take
