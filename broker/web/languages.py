"""In which language a browser is spoken to: the one that it chose, else the office's."""

from typing import Any

from litestar.connection import ASGIConnection

from broker.house.office import Office
from broker.web.pages import LOCALE, Pages
from broker.wire import language as spoken

COOKIE = "dabei-language"


class Languages:
    """The pages of an office in every language in which they can be drawn; each is read when it is first asked for."""

    def __init__(self, office: Office) -> None:
        """Read the office's own language."""
        self.offered = spoken.offered(LOCALE)
        self._office, self._pages = office, dict[str, Pages]()
        self.own = self.of(office.language)

    def of(self, language: str) -> Pages:
        """Give the pages in this language, or in the office's where there is no catalogue of it."""
        known = language if language in self.offered else spoken.spoken(LOCALE, self._office.language)
        if known not in self._pages:
            self._pages[known] = Pages(self._office, known)
        return self._pages[known]


def pages(connection: ASGIConnection[Any, Any, Any, Any]) -> Pages:
    """Give the pages in the language of whoever asks."""
    languages: Languages = connection.app.state.languages
    return languages.of(connection.cookies.get(COOKIE, ""))
