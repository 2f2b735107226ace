"""A real card reader, a real pcscd, a real kiosk: in with a card, and words for what is wrong with the reader."""

import os
from pathlib import Path

import pytest

from cardservice import Card, card_service
from display import display
from offices import RealOffice, number, wait
from people import WindowedKiosk

FRONT = "Front Desk CL"
OLENA = 1


def test_a_card_lets_in_and_whatever_is_wrong_with_the_reader_is_said_and_heals(tmp_path: Path) -> None:
    with card_service(FRONT) as service, display() as name, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DISPLAY", name)
        assert os.environ["PCSCLITE_CSOCK_NAME"]
        office = RealOffice(tmp_path)
        settings = office.kiosks[0].settings
        settings.write_text(
            settings.read_text("utf-8").replace("[readers]", '[readers]\npcsc = true\npcsc_name = "front"')
        )
        kiosk = WindowedKiosk(tmp_path, "kiosk-entrance", settings)
        office.kiosks = [kiosk]
        with office:
            kiosk.sees("IdleScreen", "Karte auflegen")
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
