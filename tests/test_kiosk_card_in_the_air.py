"""A real card reader, a real pcscd, a real kiosk: in with a card, and words for what is wrong with the reader."""

import os
from pathlib import Path

from cardservice import Card, card_service
from offices import RealOffice, number, wait
from people import windowed

FRONT = "Front Desk CL"
OLENA = 1


def test_a_card_lets_in_and_whatever_is_wrong_with_the_reader_is_said_and_heals(tmp_path: Path) -> None:
    def reads(text: str) -> str:
        return text.replace("[readers]", '[readers]\npcsc = true\npcsc_name = "front"')

    with card_service(FRONT) as service, windowed(tmp_path, reads) as (office, kiosk):
        assert os.environ["PCSCLITE_CSOCK_NAME"]
        card = Card(number(OLENA))
        card.put_on(service.readers[FRONT])
        kiosk.sees("ChildrenScreen")
        card.take_away()
        kiosk.press("ready")
        kiosk.press("done")
        service.kill()
        kiosk.sees("IdleScreen", "Der Kartenleser antwortet nicht.", "Bitte Code eingeben")
        service.start()
        kiosk.sees("IdleScreen", "Karte auflegen")
        service.unplug(FRONT)
        kiosk.sees("IdleScreen", "Der Kartenleser ist nicht angesteckt.")
        wait(lambda: cards(office) == "no_reader", 5, "staff see it, too")
        service.plug_in(FRONT)
        card = Card(number(OLENA), dumb=True)
        card.put_on(service.readers[FRONT])
        kiosk.sees("NoticeScreen", "Die Karte war nicht zu lesen.")
        card.take_away()
        kiosk.sees("IdleScreen", "Karte auflegen")
        card = Card(number(OLENA))
        card.put_on(service.readers[FRONT])
        kiosk.sees("GuardScreen", "Kind 0")
        card.take_away()
        assert office.settle().lost == 0
        assert cards(office) == "ready"


def cards(office: RealOffice) -> str:
    """Give what the hub knows of the kiosk's readers."""
    return next(node.cards for node in office.numbers().nodes if node.id == "kiosk-entrance")
