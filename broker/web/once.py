"""What a form may do once: a page that is loaded again does nothing, and shows nothing again."""

from collections import OrderedDict
from uuid import uuid4

MOST = 500
"""Forms that may be open."""


class Once:
    """Which forms may still be sent; none of before a restart may."""

    def __init__(self) -> None:
        """Begin with none."""
        self._keys = OrderedDict[str, None]()

    def key(self) -> str:
        """Give the key of a form."""
        found = str(uuid4())
        self._keys[found] = None
        if len(self._keys) > MOST:
            self._keys.popitem(last=False)
        return found

    def use(self, key: str) -> bool:
        """Use a key up; false if it is none, or was used."""
        return self._keys.pop(key, self) is None
