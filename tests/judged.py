"""A hub that judges sensors, on a clock that the test moves."""

from broker.house.apply import apply
from broker.house.health import Health
from broker.house.levels import Levels
from broker.house.state import Fact, House
from broker.wire.facts import FactBody
from broker.wire.messages import Channel, Description, Level, State

NODE, KIOSK = "sensors-hub", "kiosk-entrance"
CHANNELS = {
    "motion": Channel(measures="motion", room="work"),
    "radar": Channel(measures="presence", room="care"),
    "door": Channel(measures="door", room="group"),
    "door-battery": Channel(measures="battery", room="group"),
    "printer": Channel(measures="printer", device="printer"),
    "printer-paper": Channel(measures="paper", device="printer"),
}
MINUTE = 60.0


class Hub:
    """Levels, questions and their judge, on a clock that the test moves; wall time is 1970, and does not matter."""

    def __init__(self) -> None:
        """Begin at 0 s with a node that is there, and says everything."""
        self.now, self.house, self.pos, self.seq, self.boot = 0.0, House(), 0, 0, 1
        self.facts: list[FactBody] = []
        self.levels, self.health, self.is_open = Levels(), Health(), True
        self.nodes, self.hears = [NODE], True
        self.begin(NODE, CHANNELS)
        self.values: dict[str, object] = {
            "motion": False, "radar": False, "door": False, "door-battery": 90, "printer": "idle",
            "printer-paper": True,
        }  # fmt: skip
        self.silent = set[str]()

    def begin(self, node: str, channels: dict[str, Channel]) -> None:
        """Let a node come."""
        self.levels.described(node, Description(role="sensors", software="1", channels=channels))
        self.levels.state(node, State(s="ready", boot=self.boot), 0, self.now)

    def lost(self) -> None:
        """Let the node go."""
        self.levels.state(NODE, State(s="lost", boot=self.boot), 0, self.now)

    def run(self, seconds: float, step: float = 30.0) -> "Hub":
        """Let time pass; everything that speaks says its value again, and the judge looks."""
        end = self.now + seconds
        while self.now < end:
            self.now = min(end, self.now + step)
            for name, value in self.values.items():
                if name not in self.silent:
                    self.say(name, value)
            self.look()
        return self

    def say(self, channel: str, value: object) -> None:
        """Let a channel say a value, at once."""
        self.seq += 1
        self.values[channel] = value
        level = Level(v=value, boot=self.boot, seq=self.seq, ts=0, ttl=180)  # type: ignore[arg-type]
        self.levels.level(NODE, channel, level, retained=False, mono=self.now, now=0)

    def look(self) -> None:
        """Let the judge look, and record what it says."""
        if not self.hears:
            self.health.cannot_tell()
            return
        for body in list(self.health.news(self.house, self.levels, self.nodes, self.now, is_open=self.is_open)):
            self.record(body)

    def record(self, body: FactBody) -> None:
        """Fold a fact."""
        self.pos += 1
        self.facts.append(body)
        self.house = apply(self.house, Fact(pos=self.pos, stream="h", n=self.pos, at=0, node="hub", kind="", body=body))

    def restart(self, *, knows: bool = True) -> None:
        """Begin anew with what is stored: facts, not levels; `knows` nodes again at once."""
        self.levels, self.health = Levels(), Health()
        if knows:
            self.begin(NODE, CHANNELS)

    def asked(self) -> set[tuple[str, str]]:
        """Give what waits for an answer."""
        return {(question.kind, question.subject) for question in self.house.open_questions()}
