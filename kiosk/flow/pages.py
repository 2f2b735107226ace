"""Many children are chosen for page by page."""

from collections.abc import Sequence

from broker.house.roster import Child

PAGE = 5
"""So many children have room on one screen."""


def pages(children: Sequence[Child]) -> list[tuple[Child, ...]]:
    """Give the children of each page: as few pages as will do, with about as many children on each."""
    count = max(1, -(-len(children) // PAGE))
    size = max(1, -(-len(children) // count))
    return [tuple(children[at : at + size]) for at in range(0, max(1, len(children)), size)]
