"""The air of a room: what a climate sensor says, and whether to open a window.

Figures of the German Umweltbundesamt's indoor air committee ("Gesundheitliche Bewertung von Kohlendioxid in der
Innenraumluft", Bundesgesundheitsblatt 2008): below 1,000 ppm of CO2 harmless, up to 2,000 conspicuous, above that
unacceptable.
"""

from collections.abc import Iterable

from msgspec.structs import replace

from broker.house.levels import Reading
from broker.wire.messages import Channel
from broker.wire.pictures import RoomPicture

STALE_PPM, BAD_PPM = 1000, 2000


def with_air(picture: RoomPicture, readings: Iterable[tuple[Channel, Reading]], room: str) -> RoomPicture:
    """Add to a room's picture what is known of its air; of several sensors the worst CO2 counts."""
    said: dict[str, list[float]] = {"co2": [], "temperature": [], "humidity": []}
    for channel, reading in readings:
        number = isinstance(reading.value, int | float) and not isinstance(reading.value, bool)
        if channel.room == room and channel.measures in said and number:
            said[channel.measures].append(float(reading.value))  # type: ignore[arg-type]  # a number, as was just seen
    co2 = max(said["co2"], default=None)
    return replace(
        picture,
        co2=None if co2 is None else max(0, round(co2)),
        temperature=next(iter(said["temperature"]), None),
        humidity=next((max(0, round(percent)) for percent in said["humidity"]), None),
        air="" if co2 is None or co2 <= STALE_PPM else "stale" if co2 <= BAD_PPM else "bad",
    )
