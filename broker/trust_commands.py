"""What the keeper says of trust: the office's authorities, who is let in to the wire, and who no longer."""

import argparse
from contextlib import closing
from datetime import datetime

from broker.card_commands import ask
from broker.house.office import NodeEntry, Office
from broker.passwords import made_up
from broker.settings import HubSettings, load_office
from broker.store import people
from broker.store.store import Store
from broker.trust import mosquitto, waiting
from broker.trust.authority import fingerprint, now_utc, on_windows
from broker.trust.trust import Trust
from broker.wire import private
from broker.wire.bundle import LASTS_S, Bundle, pack
from broker.wire.errors import DabeiError, SettingsError
from broker.wire.sealed import place
from broker.wire.settings import LOOPBACK, guess

SETTINGS = """
[mqtt.tls]
ca = "{folder}/nodes-ca.crt"
cert = "{folder}/hub.crt"
key = "{folder}/hub.key"

[web.tls]
cert = "{folder}/pages.crt"
key = "{folder}/pages.key"
"""


def trust(settings: HubSettings, options: argparse.Namespace) -> None:
    """Make what is missing, write Mosquitto's configuration, and list what counts until when.

    :raises DabeiError: it cannot be made.
    """
    office, now = load_office(settings), now_utc()
    if not settings.web.hosts:
        raise SettingsError('web.hosts is missing: name the hub as others find it, such as hosts = ["dabei.local"]')
    found = Trust(settings.trust_folder)
    with found.held():
        done = list(found.prepare(office.site, settings.web.hosts, now, anew=options.anew))
        changed = mosquitto.write(settings, office, found, now)
    for line in done:
        print(line)
    if changed:
        print(f"written: Mosquitto's configuration, {settings.mosquitto_folder / 'mosquitto.conf'}")
        _reload(settings)
    for expiry in found.expiries():
        until = datetime.fromtimestamp(expiry.until / 1000).astimezone()
        warning = ": enrol it anew" if expiry.soon(int(now.timestamp() * 1000)) and expiry.node else ""
        print(f"{expiry.node or expiry.name}: until {until:%d %B %Y}{warning}")
    shown = found.read("pages-ca")
    print(f"the authority for pages, as tablets show it:\n  {fingerprint(shown)}")
    print(f"as Windows shows it:\n  {on_windows(shown)}")
    if not settings.mqtt.tls or not settings.web.tls:
        print(f"still missing in the hub's settings:\n{SETTINGS.format(folder=settings.trust_folder.absolute())}")


def enrol(settings: HubSettings, options: argparse.Namespace) -> None:
    """Let a node in, by a bundle; or a device of others, by a password.

    :raises DabeiError: there is no such name, or it cannot be written.
    """
    office = load_office(settings)
    node = next((node for node in office.nodes if node.id == options.node), None)
    if node:
        _enrol_node(settings, options, office, node)
    elif options.node in {user.name for user in settings.device_users}:
        password = made_up()
        with _trust(settings).held():
            mosquitto.set_password(settings, options.node, password)
            mosquitto.write(settings, office, Trust(settings.trust_folder), now_utc())
        _reload(settings)
        print(f"told once: {options.node} speaks MQTT at port {settings.devices.port} with the password {password}")
    else:
        raise _unknown(settings, office, options.node)


def revoke(settings: HubSettings, options: argparse.Namespace) -> None:
    """Let a node, or a device of others, in no longer.

    :raises DabeiError: there is no such name, or it cannot be written.
    """
    office, now, found = load_office(settings), now_utc(), _trust(settings)
    with found.held():
        count = found.revoke(options.node, now)
        had = mosquitto.drop_password(settings, options.node)
        mosquitto.write(settings, office, found, now)
    told = mosquitto.reload(settings)
    kiosks = [node.id for node in office.nodes if node.role == "kiosk"]
    if not count and not had and options.node not in kiosks:
        raise _unknown(settings, office, options.node)
    if ask(settings, "revoked", options.node) is None:
        with closing(Store(settings.store_path)) as store:
            people.forget_kiosk(store.connection, options.node)
    print(f"{options.node} is let in no longer" + ("" if told else ", once Mosquitto has been started anew"))


def _enrol_node(settings: HubSettings, options: argparse.Namespace, office: Office, node: NodeEntry) -> None:
    found, code = _trust(settings), made_up()
    if not options.file and not settings.web.tls:
        raise DabeiError("without [web.tls] no other machine can fetch anything here; name a FILE to carry over")
    token = _token(settings, node.id) if node.role == "kiosk" else ""
    hosts, now = settings.web.hosts, now_utc()
    host = options.host or hosts[0]
    if host not in (*hosts, *LOOPBACK):
        raise DabeiError(f"the hub's certificates do not know {host!r}; {guess(host, hosts)}")
    with found.held():
        pair = found.enrol(node.id, now)
        mosquitto.write(settings, office, found, now)
    _reload(settings)
    pages = f"https://{f'[{host}]' if ':' in host else host}:{settings.web.port}"
    sealed = pack(
        Bundle(
            site=office.site, node=node.id, role=node.role, host=host, mqtt_port=settings.mqtt.port, pages=pages,
            nodes_ca=found.read("nodes-ca").decode(), pages_ca=found.read("pages-ca").decode(),
            certificate=pair.certificate.decode(), key=pair.key.decode(), token=token,
        ),
        code,
    )  # fmt: skip
    path = options.file or settings.waiting_folder / place(code)
    try:
        if options.file:
            private.put(path, sealed)
        else:
            waiting.leave(settings.waiting_folder, place(code), sealed)
    except OSError as exc:
        raise DabeiError(f"cannot write {path}: {exc.strerror}; name another file") from exc
    source = options.file.name if options.file else pages
    print(f"on its machine: sudo dabei-{node.role} enrol {source}")
    print(f"Code: {code}")
    if options.file:
        print("carry file and code over apart from each other, and delete the file afterwards")
    else:
        print(f"it counts once, for {LASTS_S // 60} minutes, while the hub runs")


def _trust(settings: HubSettings) -> Trust:
    found = Trust(settings.trust_folder)
    if not found.made or not settings.web.hosts:
        raise DabeiError("the office has no authorities yet; first: dabei-broker SETTINGS trust")
    return found


def _token(settings: HubSettings, node: str) -> str:
    token = ask(settings, "token", node)
    if token is None:
        with closing(Store(settings.store_path)) as store:
            return people.token(store.connection, node)
    return token


def _reload(settings: HubSettings) -> None:
    if not mosquitto.reload(settings):
        print("Mosquitto does not run here, or is another user's: start it, or let it load its configuration anew")


def _unknown(settings: HubSettings, office: Office, name: str) -> DabeiError:
    known = [node.id for node in office.nodes] + [user.name for user in settings.device_users]
    return DabeiError(f"there is no node or device {name!r}; {guess(name, known)}")
