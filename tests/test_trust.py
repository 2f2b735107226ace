"""Whom the office trusts: what is made once, renewed before it ends, and for which names it counts."""

import os
import re
import ssl
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from broker.pulse import FAULTS
from broker.settings import HubSettings, load_office
from broker.snapshot import Expiry
from broker.trust import authority, waiting
from broker.trust.authority import HERE, about, now_utc
from broker.trust.renewing import Renewing
from broker.trust.trust import NODE_LASTS, RENEW, Trust
from broker.wire import private
from broker.wire.bundle import LASTS_S, Bundle, get, pack, unpack
from broker.wire.errors import DabeiError, SettingsError
from broker.wire.sealed import SealError, place
from broker.wire.settings import load
from hubs import NAME, PASSWORD, FakeHub
from offices import wait
from trusts import HOST, TrustedOffice, served, serving_over_tls
from visitors import let_in, serving

DAY = timedelta(days=1)
CODE = "abcd-efgh-jkmn"
BUNDLE = Bundle(
    site="prohlis", node="kiosk-garden", role="kiosk", host=HOST, mqtt_port=8883, pages=f"https://{HOST}:8443",
    nodes_ca="nodes", pages_ca="pages", certificate="certificate", key="key", token="token",
)  # fmt: skip


def made(folder: Path, hosts: list[str], now: datetime, *, anew: bool = False) -> list[str]:
    trust = Trust(folder)
    with trust.held():
        return list(trust.prepare("prohlis", hosts, now, anew=anew))


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_second_time_it_changes_nothing_and_all_is_for_its_owner_alone(tmp_path: Path) -> None:
    folder, now = tmp_path / "trust", now_utc()
    assert len(made(folder, [HOST], now)) == 5
    before = everything(folder)
    assert made(folder, [HOST], now + 30 * DAY) == []
    assert everything(folder) == before
    assert {path.stat().st_mode & 0o077 for path in [folder, *folder.rglob("*")]} == {0}


def test_what_a_power_cut_has_torn_apart_is_made_again_and_only_that(tmp_path: Path) -> None:
    folder, now = tmp_path / "trust", now_utc()
    made(folder, [HOST], now)
    before = everything(folder)
    other = authority.authority("x", "nodes", (), now)
    (folder / "pages.key").write_bytes(other.key)
    (folder / "mqtt.crt").unlink()
    assert made(folder, [HOST], now) == ["made: the hub's certificate mqtt", "made: the hub's certificate pages"]
    assert {name for name, content in everything(folder).items() if before[name] != content} == {
        "mqtt.crt", "mqtt.key", "pages.crt", "pages.key",
    }  # fmt: skip


def test_the_authority_for_pages_can_sign_for_no_other_host(tmp_path: Path) -> None:
    """Not even whoever has its key: a browser that trusts it goes on distrusting all the rest."""
    now, hub = now_utc(), FakeHub()
    with serving_over_tls(hub, tmp_path) as house:
        assert served(house.at, house.context, HOST)
        key = authority.Pair(house.trust.read("pages-ca"), house.trust.path("pages-ca", "key").read_bytes())
        for host in ("bank.example", "192.168.1.1", f"{HOST}.example"):
            evil = authority.certificate(key, host, "server", [host], DAY, now)
            house.trust.path("pages").write_bytes(evil.certificate)
            house.trust.path("pages", "key").write_bytes(evil.key)
            house.server.renewed()
            with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree"):
                served(house.at, house.context, host)


def test_another_name_of_the_hub_needs_a_yes(tmp_path: Path) -> None:
    folder, now = tmp_path / "trust", now_utc()
    made(folder, [HOST, "192.168.1.5"], now)
    assert made(folder, [HOST], now) == []
    before = everything(folder)
    with pytest.raises(DabeiError, match="trust --anew"):
        made(folder, ["buero.local"], now)
    assert everything(folder) == before
    done = made(folder, ["buero.local"], now, anew=True)
    assert "Install it on every tablet" in done[0]
    assert about((folder / "pages.crt").read_bytes()).hosts == {"buero.local", *HERE}


def test_another_name_of_the_office_is_shown_by_tablets_once_somebody_wants_it(tmp_path: Path) -> None:
    folder, now = tmp_path / "trust", now_utc()
    made(folder, [HOST], now)
    trust, before = Trust(folder), everything(folder)
    with trust.held():
        assert list(trust.prepare("loebtau", [HOST], now)) == []
        assert everything(folder) == before  # tablets that have taken the first one in go on
        assert "Install it on every tablet" in next(iter(list(trust.prepare("loebtau", [HOST], now, anew=True))))
        assert list(trust.prepare("loebtau", [HOST], now, anew=True)) == []
    assert about((folder / "pages-ca.crt").read_bytes()).name == "Dabei loebtau: Seiten"


def test_the_hub_renews_its_own_while_all_go_on(tmp_path: Path) -> None:
    """Mosquitto shows the new one to whoever comes next; nobody is put out, and nodes keep theirs."""
    then = now_utc() - 366 * DAY + RENEW + DAY
    with TrustedOffice(tmp_path, then) as office, office.node("hub", topics=["#"]) as hub:
        tls, at = office.tls("kiosk-garden"), office.settings.mqtt.port
        context = ssl.create_default_context(cafile=tls.ca)
        context.load_cert_chain(tls.cert, tls.key)
        before, names = served(at, context, HOST), [expiry.node for expiry in office.trust.expiries()]
        early = Renewing(office.settings, office.office)
        assert not early.step()
        assert served(at, context, HOST) == before
        late = Renewing(office.settings, office.office, lambda: now_utc() + 2 * DAY)
        assert late.step()
        assert not late.step()
        wait(lambda: served(at, context, HOST) != before, 10, "Mosquitto shows the new one")
        assert sorted(expiry.node for expiry in late.certificates) == sorted(names)
        assert not hub.ended.is_set()
        with office.node("kiosk-garden") as garden:
            assert garden.say("ekb/1/prohlis/kiosk-garden/x/st")


def test_a_node_whose_certificate_has_ended_is_named_until_it_is_enrolled_or_revoked(tmp_path: Path) -> None:
    now, trust = now_utc(), Trust(tmp_path / "trust")
    made(tmp_path / "trust", [HOST], now)
    with trust.held():
        trust.enrol("kiosk-garden", now)

        def until() -> list[Expiry]:
            return [expiry for expiry in trust.expiries() if expiry.node]

        [old] = until()
        at = int(now.timestamp() * 1000)
        assert [old.soon(at + days * 86_400_000) for days in (0, NODE_LASTS.days - 31, NODE_LASTS.days - 29)] == [
            False, False, True,
        ]  # fmt: skip
        later = now + NODE_LASTS + DAY
        assert (trust.nodes(later), until()) == ({}, [old])
        trust.enrol("kiosk-garden", later)
        assert [expiry.until > old.until for expiry in until()] == [True]
        assert trust.revoke("kiosk-garden", later) == 2
        assert (until(), trust.revoke("kiosk-garden", later)) == ([], 0)


def test_staff_see_what_of_trust_needs_a_hand(browser: Browser) -> None:
    hub = FakeHub()
    ends = hub.now + 20 * 86_400_000
    with serving(hub) as address, let_in(browser.new_context()) as context:
        page = context.new_page()
        page.goto(address)
        expect(page.locator("[data-expires], [data-distrust]")).to_have_count(0)
        hub.set(certificates=(Expiry("", "door", ends), Expiry("pages", "", ends), Expiry("", "x", ends * 2)))
        expect(page.locator("[data-expires=door]")).to_contain_text("Terminal Eingang")
        expect(page.locator("[data-expires=door]")).to_contain_text("läuft ab: Dienstag, 3. November")
        expect(page.locator("[data-expires=pages]")).to_contain_text("Zentrale")
        expect(page.locator("[data-expires]")).to_have_count(2)
        for distrust, words in (("open", "nicht sicher"), ("deaf", "taub")):
            assert distrust in FAULTS
            hub.set(distrust=distrust)
            expect(page.locator(f"[data-distrust={distrust}]")).to_contain_text(words)


def test_the_fingerprints_are_what_devices_show(tmp_path: Path) -> None:
    """SHA-256, and SHA-1, which is all that Windows shows: as OpenSSL has them, on the page."""
    with serving_over_tls(FakeHub(), tmp_path) as house:
        shown = " ".join(re.findall(r"[0-9A-F]{2}(?=</span>)", httpx.get(f"{house.plain}/vertrauen").text))
    for kind in ("sha256", "sha1"):
        command = ["openssl", "x509", "-noout", "-fingerprint", f"-{kind}", "-in", tmp_path / "trust" / "pages-ca.crt"]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        assert told.partition("=")[2].strip().replace(":", " ") in shown


def test_a_code_for_a_tablet_says_where_to_type_it(tmp_path: Path) -> None:
    with serving_over_tls(FakeHub(), tmp_path) as house, house.browser() as staff:
        assert staff.post("/anmelden", data={"name": NAME, "password": PASSWORD}).status_code == 303
        page = staff.post("/geraete/code", data={"what": "carer"}).text
    assert f"Dort https://{HOST}:0/koppeln öffnen" in page


def test_a_bundle_opens_with_its_code_alone(tmp_path: Path) -> None:
    file = tmp_path / "bundle"
    file.write_bytes(pack(BUNDLE, CODE))
    assert b"certificate" not in file.read_bytes()
    assert get(str(file), f" {CODE.upper().replace('-', ' ')} ") == BUNDLE
    with pytest.raises(SealError, match="the code does not belong to it"):
        get(str(file), "abcd-efgh-jkmp")
    whole = file.read_bytes()
    for at in (20, len(whole) - 1):  # the salt, and what is sealed
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(SealError, match="changed on the way"):
            get(str(file), CODE)
    for content in (b"", b"rubbish", whole[:20]):
        file.write_bytes(content)
        with pytest.raises(SealError):
            get(str(file), CODE)
    with pytest.raises(DabeiError, match="cannot read"):
        get(str(tmp_path / "nothing"), CODE)


def test_it_is_fetched_once_from_a_hub_that_need_not_be_trusted_yet(tmp_path: Path) -> None:
    with serving_over_tls(FakeHub(), tmp_path) as house:
        waiting.leave(tmp_path / "waiting", place(CODE), pack(BUNDLE, CODE))
        with pytest.raises(DabeiError, match="nothing waits"):
            get(house.address, "abcd-efgh-jkmp")
        assert get(house.address, CODE) == BUNDLE
        with pytest.raises(DabeiError, match="nothing waits"):
            get(house.address, CODE)
        waiting.leave(tmp_path / "waiting", place(CODE), pack(BUNDLE, CODE))
        late = house.hub.now / 1000 + LASTS_S
        os.utime(tmp_path / "waiting" / place(CODE), (late, late))
        with pytest.raises(DabeiError, match="nothing waits"):
            get(house.address, CODE)
        at = house.address
    with pytest.raises(DabeiError, match="cannot be reached"):
        get(at, CODE)


def test_what_is_taken_in_is_for_its_owner_alone(tmp_path: Path) -> None:
    os.umask(0o022)
    unpack(BUNDLE, tmp_path / "kiosk" / "trust")
    found = {path.name: path for path in (tmp_path / "kiosk" / "trust").iterdir()}
    assert found.keys() == {"node.crt", "node.key", "nodes-ca.crt", "pages-ca.crt", "token"}
    assert {path.stat().st_mode & 0o077 for path in (*found.values(), tmp_path / "kiosk" / "trust")} == {0}
    (tmp_path / "file").write_text("")
    with pytest.raises(DabeiError, match="cannot write to"):
        unpack(BUNDLE, tmp_path / "file" / "trust")


def test_two_who_come_at_once_for_a_bundle_get_it_once_and_no_fault(tmp_path: Path) -> None:
    folder, where = tmp_path / "waiting", place(CODE)
    for _ in range(30):
        for number in range(20):
            waiting.leave(folder, f"{number:032x}", b"another")
        waiting.leave(folder, where, b"sealed")
        with ThreadPoolExecutor(8) as pool:
            others = [pool.submit(waiting.take, folder, f"{number:032x}") for number in range(20)]
            found = [pool.submit(waiting.take, folder, where) for _ in range(8)]
        assert sorted(each.result() or b"" for each in found) == [b""] * 7 + [b"sealed"]
        assert {each.result() for each in others} == {b"another"}


def test_a_hub_does_not_start_where_a_password_would_speak_as_a_node(tmp_path: Path) -> None:
    """Its rules in Mosquitto go by name: who has the password would have the node's rights, and its place."""
    office = TrustedOffice(tmp_path)
    settings = (tmp_path / "hub.toml").read_text("utf-8").replace('name = "zigbee2mqtt"', 'name = "kiosk-garden"')
    (tmp_path / "hub.toml").write_text(settings, "utf-8")
    assert load_office(office.settings).site == "prohlis"
    with pytest.raises(SettingsError, match="kiosk-garden is a node of the office"):
        load_office(load(tmp_path / "hub.toml", HubSettings))


def test_what_was_written_stays_through_a_power_cut_under_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """First what is in it is on the disk, then the name; only then does anybody learn that it is done."""
    synced, sync = list[tuple[Path, bool]](), os.fsync

    def noting(descriptor: int) -> None:
        synced.append((Path(f"/proc/self/fd/{descriptor}").readlink(), (tmp_path / "ca.crl").exists()))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", noting)
    private.put(tmp_path / "ca.crl", b"revoked")
    assert synced == [(tmp_path / "ca.crl.new", False), (tmp_path, True)]
