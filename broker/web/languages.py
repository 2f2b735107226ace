"""In which language a browser is spoken to: the one that it chose, else the office's."""

from collections.abc import Callable
from typing import Any

from litestar.connection import ASGIConnection

from broker.house.office import Office
from broker.web.pages import LOCALE, Pages
from broker.wire import language as spoken

COOKIE = "dabei-language"


class Languages:
    """The pages of an office in every language that it offers; each is read when it is first asked for."""

    def __init__(self, office: Callable[[], Office]) -> None:
        """Read the office's own language; `office` gives the one in force."""
        self._office, self._basis = office, office()
        self._pages = dict[str, Pages]()
        self.of("")

    @property
    def offered(self) -> tuple[str, ...]:
        """The languages that are offered, in their order."""
        office = self._office()
        return spoken.chosen(LOCALE, office.language, office.languages)

    @property
    def own(self) -> Pages:
        """The pages in the office's own language."""
        return self.of("")

    def of(self, language: str) -> Pages:
        """Give the pages in this language, or in the office's where it is not offered."""
        office = self._office()
        if (office.language, office.languages) != (self._basis.language, self._basis.languages):
            self._basis, self._pages = office, {}
        known = language if language in self.offered else spoken.spoken(LOCALE, office.language)
        if known not in self._pages:
            self._pages[known] = Pages(office, known)
        return self._pages[known]


def pages(connection: ASGIConnection[Any, Any, Any, Any]) -> Pages:
    """Give the pages in the language of whoever asks."""
    languages: Languages = connection.app.state.languages
    return languages.of(connection.cookies.get(COOKIE, ""))
