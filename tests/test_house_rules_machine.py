"""Random histories against the rules of the house: nobody lost, nobody invented, nobody without an adult, unnoticed.

`tests/long_house_rules.py` plays the same for as long as one likes.
"""

import random
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from histories import History
from house_actions import ACTIONS, Action


class House(RuleBasedStateMachine):
    """The made-up office; Hypothesis chooses what happens and makes a failing history short."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="dabei-history-")
        self.history = History(Path(self.folder.name))

    @rule(action=st.sampled_from(ACTIONS), seed=st.integers(0, 2**16))
    def something_happens(self, action: Action, seed: int) -> None:
        action(self.history, random.Random(seed))

    @rule()
    def everyone_reaches_the_hub(self) -> None:
        self.history.merge()
        self.history.check_store()

    @invariant()
    def the_rules_hold(self) -> None:
        self.history.check()

    def teardown(self) -> None:
        self.history.merge()
        self.history.check()
        self.history.check_store()
        self.history.close()
        self.folder.cleanup()


House.TestCase.settings = settings(
    max_examples=40,
    stateful_step_count=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
test_whatever_happens_the_rules_of_the_house_hold = House.TestCase
