"""What waits for the aggregator: bounded, and emptied many at a time, so that a flood does not pay item by item."""

import threading
from collections import deque
from typing import Generic, TypeVar

_T = TypeVar("_T")


class Inbox(Generic[_T]):
    """A queue from many threads to one."""

    def __init__(self, limit: int) -> None:
        """Hold at most `limit` items."""
        self._items, self._limit, self._changed = deque[_T](), limit, threading.Condition()

    def __len__(self) -> int:
        """Tell how many wait."""
        return len(self._items)

    def put(self, item: _T) -> None:
        """Add an item; waits while the queue is full."""
        with self._changed:
            while len(self._items) >= self._limit:
                self._changed.wait()
            self._items.append(item)
            self._changed.notify()

    def wait(self, seconds: float) -> bool:
        """Wait until there is something, at most so long, and tell whether there is."""
        with self._changed:
            return self._changed.wait_for(lambda: bool(self._items), seconds)

    def take(self, most: int) -> list[_T]:
        """Take up to `most` items, oldest first, without waiting."""
        with self._changed:
            found = [self._items.popleft() for _ in range(min(most, len(self._items)))]
            self._changed.notify_all()
        return found
