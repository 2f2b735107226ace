"""Own codes as letters to print: each is shown once, and then known to its adult alone."""

from collections.abc import Collection
from http import HTTPStatus

from litestar import post
from litestar.params import FromPath
from litestar.response import Response

from broker.holding import Coder
from broker.web.card_enrol import family_of
from broker.web.cards import PAGE, log
from broker.web.fields import sent
from broker.web.login import Asks, go, page
from broker.web.state import WebState
from broker.wire.language import SOURCE, mark

STEPS = (
    ("device-tablet-fill", mark("Press “Enter code” on the screen at the entrance.")),
    ("numpad-fill", mark("Type the six digits.")),
    ("sign-out", mark("When you go, do the same again.")),
)
"""How a code is used: a picture and a sentence each."""


@post("/familien/{family:str}/code", include_in_schema=False)
async def new_code(request: Asks, state: WebState, family: FromPath[str]) -> Response[str]:
    """Give an adult a new code, and show its letter."""
    entry, fields = await family_of(state, family), await sent(request)
    adult = fields.choice("adult", {each.id or "" for each in entry.adults})
    wanted = () if fields.faults else (adult,)
    return await _letters(request, state, fields["key"], wanted, f"/familien/{entry.id}/karten")


@post("/familien/{family:str}/code/weg", include_in_schema=False)
async def drop_code(request: Asks, state: WebState, family: FromPath[str]) -> Response[str]:
    """Take the code of an adult away."""
    entry, fields = await family_of(state, family), await sent(request)
    adult = fields.choice("adult", {each.id or "" for each in entry.adults})
    if not fields.faults:
        await state.hub.drop_code(adult, log(request, "code", adult, "gone"))
    return go(f"/familien/{entry.id}/karten?getan=code")


@post(f"{PAGE}/codes", include_in_schema=False)
async def new_codes(request: Asks, state: WebState) -> Response[str]:
    """Give everybody a code who has none, and show one letter each."""
    known = await state.hub.cards()
    wanted = [adult.adult for adult in known.adults if not adult.coded]
    return await _letters(request, state, (await sent(request))["key"], wanted, PAGE)


async def _letters(request: Asks, state: WebState, key: str, wanted: Collection[str], back: str) -> Response[str]:
    if not state.letters.use(key):
        return page(request, "letters.html", HTTPStatus.GONE, letters=[], back=back)
    known = {adult.adult: adult for adult in (await state.hub.cards()).adults}
    made = await state.hub.new_codes(wanted, log(request, "code", "", "new"))
    letters = [_letter(state, known[adult], code) for adult, code in made.items()]
    return page(request, "letters.html", letters=letters, back=back)


def _letter(state: WebState, adult: Coder, code: str) -> str:
    """Draw a letter in the language of its adult; where that is not spoken here, in the office's and English."""
    speaking, english = state.languages.of(adult.language), state.languages.of(SOURCE)
    foreign = speaking.language not in (adult.language, SOURCE)
    beside = [english.say(line) for _, line in STEPS] if foreign else []
    return speaking.draw("letter.html", adult=adult, code=code, steps=STEPS, beside=beside, now=state.now())
