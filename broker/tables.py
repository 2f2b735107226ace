"""Tables as CSV files."""

import csv
from collections.abc import Iterable
from pathlib import Path

from broker.wire.errors import DabeiError

Row = tuple[str | int | float, ...]


def write(file: Path, columns: Row, rows: Iterable[Row]) -> int:
    """Write a table; gives how many rows it has.

    :raises DabeiError: the file cannot be written.
    """
    count = 0
    try:
        with file.open("w", encoding="utf-8", newline="") as target:
            writer = csv.writer(target)
            writer.writerow(columns)
            for count, row in enumerate(rows, 1):  # noqa: B007  # counts
                writer.writerow(row)
    except OSError as exc:
        raise DabeiError(f"cannot write {file}: {exc.strerror}; name another file") from exc
    return count
