"""CO2, temperature and humidity from an SCD41. The only file that imports Sensirion's libraries.

Figures of the chip (Sensirion, SCD4x data sheet): address 0x62, a value every 5 s, 400 to 5,000 ppm ±(50 ppm + 5 %).
"""

import time
from collections.abc import Callable
from typing import Any, NamedTuple

from sensirion_driver_adapters.i2c_adapter.i2c_channel import I2cChannel
from sensirion_i2c_driver import CrcCalculator, I2cConnection, LinuxI2cTransceiver
from sensirion_i2c_scd4x.device import Scd4xDevice

from broker.wire.node import Value
from sensors.air import Climate
from sensors.errors import ClimateError

ADDRESS = 0x62
CRC = (8, 0x31, 0xFF, 0x00)
"""Width, polynomial, start and final xor of the chip's check sums."""
READY_S, MOST_PPM = 7, 40_000
"""It has its first value after five seconds, and measures no more."""
COLDEST, HOTTEST = -10, 60
"""°C that it measures."""
STEPS = {"co2": 10, "temperature": 0.5, "humidity": 1}
"""Told in steps of so many ppm, °C and percent: the chip is no finer, and its noise is no news."""


class Air(NamedTuple):
    """What was measured: ppm, °C, percent."""

    co2: float
    temperature: float
    humidity: float


class Chip:
    """One SCD41. What goes wrong closes it; the next question begins anew."""

    def __init__(self, climate: Climate, bus: "SimulatedBus | None" = None) -> None:
        """Prepare; `bus` stands where the kernel's would."""
        self._climate, self._bus = climate, bus
        self._transceiver: Any = None
        self._chip: Any = None

    def read(self) -> Air:
        """Give the newest values; after the start that takes some seconds.

        :raises ClimateError: it cannot be asked, or what it says cannot be.
        """
        try:
            chip = self._chip or self._start()
            for _ in range(READY_S):
                if chip.get_data_ready_status():
                    break
                time.sleep(1)
            return _plausible(Air(*(float(signal.value) for signal in chip.read_measurement())))
        except ClimateError:
            self.close()
            raise
        except Exception as exc:
            self.close()
            raise ClimateError(f"the SCD41 does not answer ({exc}): are its four wires in?") from exc

    def close(self) -> None:
        """Give the bus back."""
        if self._transceiver is not None:
            self._transceiver.close()
        self._transceiver = self._chip = None

    def _start(self) -> Any:  # noqa: ANN401  # the library has no types
        self._transceiver = self._bus or self._kernel()
        channel = I2cChannel(I2cConnection(self._transceiver), slave_address=ADDRESS, crc=CrcCalculator(*CRC))
        chip = Scd4xDevice(channel)
        chip.stop_periodic_measurement()  # it may still measure from before
        chip.set_sensor_altitude(self._climate.altitude_m)
        chip.start_periodic_measurement()
        self._chip = chip
        return chip

    def _kernel(self) -> Any:  # noqa: ANN401  # the library has no types
        path = f"/dev/i2c-{self._climate.bus}"
        try:
            return LinuxI2cTransceiver(path)
        except OSError as exc:
            raise ClimateError(
                f"{path} cannot be opened ({exc.strerror}): turn I2C on with raspi-config, as a user of the group i2c"
            ) from exc


def _plausible(air: Air) -> Air:
    if not (0 < air.co2 <= MOST_PPM):
        raise ClimateError(f"the SCD41 says {air.co2:g} ppm of CO2, which cannot be: replace it if that goes on")
    if not COLDEST <= air.temperature <= HOTTEST:
        raise ClimateError(f"the SCD41 says {air.temperature:.0f} °C, which cannot be: replace it if that goes on")
    return air


def tell(climate: Climate, air: Air | None, say: Callable[[str, Value | None], None]) -> None:
    """Say what was measured, in steps; None while nobody can tell."""
    for what, step in STEPS.items():
        say(f"{climate.id}-{what}", None if air is None else _stepped(getattr(air, what), step))


def _stepped(value: float, step: float) -> float:
    found = round(value / step) * step
    return int(found) if isinstance(step, int) else found


class SimulatedBus:
    """Stands where the kernel's bus does, with an SCD41 on it that measures what it is told, or is not there."""

    API_VERSION = 1
    STATUS_OK, STATUS_CHANNEL_DISABLED, STATUS_NACK, STATUS_TIMEOUT, STATUS_UNSPECIFIED_ERROR = range(5)
    description, channel_count = "simulated", None

    def __init__(self) -> None:
        """Begin with fresh air."""
        self.air: Air | None = Air(450, 21.0, 45)
        """What it measures; None: it is unplugged."""
        self.noisy = False
        """Whether its wires are so long that bits change on the way."""
        self._command, self._crc = 0, CrcCalculator(*CRC)

    def close(self) -> None:
        """Nothing to give back."""

    def transceive(
        self, slave_address: int, tx_data: bytes | None, rx_length: int | None, **_waits: float
    ) -> tuple[int, Exception | None, bytes]:
        """Answer as the chip does: words of two bytes, each with its check sum."""
        if slave_address != ADDRESS or self.air is None:
            return self.STATUS_NACK, OSError("nobody at this address"), b""
        if tx_data:
            self._command = int.from_bytes(tx_data[:2], "big")
        return self.STATUS_OK, None, b"".join(map(self._word, self._words()))[: rx_length or 0]

    def _words(self) -> tuple[float, ...]:
        assert self.air is not None
        co2, temperature, humidity = self.air
        measured = (co2, (temperature + 45) / 175 * 65535, humidity / 100 * 65535)  # as in the data sheet, 3.5.2
        return {0xE4B8: (0x8006,), 0xEC05: measured}.get(self._command, ())

    def _word(self, value: float) -> bytes:
        raw = round(value).to_bytes(2, "big")
        return raw + bytes([self._crc(raw) ^ self.noisy])
