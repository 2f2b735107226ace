"""Plays random histories against the rules of the house for long: `python tests/long_house_rules.py --steps 20000`."""

import argparse
import random
import tempfile
import time
from pathlib import Path

from histories import History
from house_actions import ACTIONS

LENGTH = 400
"""Steps of one history; each begins with an empty house."""


def play(seed: int, steps: int) -> int:
    """Play one history, look after every step, and give how many facts it came to."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="dabei-history-") as folder:
        history = History(Path(folder), seed)
        for number in range(steps):
            action = chance.choice(ACTIONS)
            try:
                action(history, chance)
                history.check()
                if number % 50 == 49:
                    history.merge()
                    history.check_store()
            except AssertionError as exc:
                raise AssertionError(f"seed {seed}, step {number}, {action.__name__}: {exc}") from exc
        history.merge()
        history.check()
        history.check_store()
        history.close()
    return len(history.said)


def main() -> None:
    """Play, and say how long it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    begun, facts, done = time.monotonic(), 0, 0
    while done < options.steps:
        steps = min(LENGTH, options.steps - done)
        facts += play(options.seed + done // LENGTH, steps)
        done += steps
    print(f"{done} steps from seed {options.seed}, {facts} facts told, {time.monotonic() - begun:.0f} s: clean")


if __name__ == "__main__":
    main()
