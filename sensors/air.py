"""The air of a room, as the settings name what measures it."""

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from broker.wire.message import Name
from broker.wire.messages import Channel
from broker.wire.settings import Settings


class Climate(Settings, frozen=True, kw_only=True):
    """An SCD41 on the Pi's I2C bus."""

    id: Name
    """Three channels on the wire begin with it: `-co2`, `-temperature`, `-humidity`."""
    room: Name
    bus: Annotated[int, Meta(ge=0, le=31)] = 1
    """1 is the one at pins 3 and 5 of the header."""
    altitude_m: Annotated[int, Meta(ge=0, le=3000)] = 0
    """Height above the sea: thinner air reads as less CO2, 1 % for 100 m."""
    poll_s: Annotated[int, Meta(ge=5, le=3600)] = 60

    def channels(self) -> Iterator[tuple[str, Channel]]:
        """Give what it tells on the wire."""
        for what in ("co2", "temperature", "humidity"):
            yield f"{self.id}-{what}", Channel(measures=what, room=self.room)

    def problems(self) -> list[str]:
        """Find nothing: what is missing is found when it is asked."""
        return []
