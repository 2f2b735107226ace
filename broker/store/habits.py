"""Who has come in the last weeks, as the database knows it: what follows for today is `broker.house.habits`."""

import sqlite3
from datetime import date, timedelta, tzinfo

from broker.house.habits import Came, Habit
from broker.house.habits import habits as usual
from broker.house.time import bounds
from broker.store.choices import DAYS


def habits(connection: sqlite3.Connection, zone: tzinfo, today: date) -> tuple[Habit, ...]:
    """Give the families that usually come on this weekday."""
    span = bounds(today - timedelta(days=DAYS), zone)[0], bounds(today, zone)[0]
    adults = connection.execute("SELECT family, adult, since FROM visit WHERE since >= ? AND since < ?", span)
    children = connection.execute("SELECT family, child, since FROM stay WHERE since >= ? AND since < ?", span)
    return usual((Came(*row) for row in adults), (Came(*row) for row in children), today, zone)
