"""For how long an office keeps what."""

from broker.wire.settings import Settings


class Retention(Settings, frozen=True):
    """Days for which raw facts are kept, by category. Counts of months are kept for ever; they name nobody."""

    presence_days: int = 400
    """Visits, children, care, duty, calls, questions: a year, and the time to report on it."""
    marks_days: int = 7
    """Asleep, ate, changed."""
    cards_days: int = 90
    """Refused cards and locked PINs."""
    history_days: int = 190
    """Quarters of an hour: rooms, desks and numbers of heads. Half a year: the habits of a small house are not kept."""
    access_days: int = 365
    """Who looked at what of a child: as long as parents may still want to know."""
    guests_days: int = 30
    """Names and telephone numbers of guests, after they were signed in last; the numbers of heads stay."""

    def problems(self) -> list[str]:
        """Find times that would lose facts before kiosks stop sending them, or before a month is counted."""
        least = {
            "presence_days": 90, "marks_days": 1, "cards_days": 1, "history_days": 60, "access_days": 30,
            "guests_days": 1,
        }  # fmt: skip
        return [
            f"retention: {name} is {getattr(self, name)}; at least {days} days are needed"
            for name, days in least.items()
            if getattr(self, name) < days
        ]
