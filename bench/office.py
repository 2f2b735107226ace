"""The demo office for measurements: the real broker and the real hub in their own processes, and some more kiosks."""

import re
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx

from broker.embedded import EmbeddedBroker, free_port, listens
from broker.onemachine.children import Child, program, wait_for
from broker.onemachine.demo import Demo

SITE = "prohlis"
SIZE = (1280, 800)


@contextmanager
def office(kiosks: Sequence[str] = (), *, hub: bool = True, more: str = "") -> Iterator[Demo]:
    """Start broker and hub in a fresh folder, with `kiosks` beside the demo's one, and `more` in the office's settings.

    No card is ever "the same again", and all children stay with their adults: each tap is a welcome or a goodbye.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dabei-bench-")))
        demo = Demo(folder, free_port(), free_port(), SIZE, 0)
        demo.write()
        with (folder / "office.toml").open("a", encoding="utf-8") as file:
            file.write(more)
            file.writelines(f'\n[[nodes]]\nid = "{node}"\nrole = "kiosk"\nname = "{node}"\n' for node in kiosks)
        families = folder / "families.toml"
        families.write_text(families.read_text("utf-8").replace('usual = "care"', 'usual = "adult"'), "utf-8")
        broker = EmbeddedBroker(demo.mqtt_port, folder, "mosquitto")
        broker.start()
        stack.callback(broker.stop)
        if hub:
            stack.callback(_hub(demo).stop)
        yield demo


def log_in(demo: Demo) -> dict[str, str]:
    """Log in as staff with the password that the hub has told at its first start, and give the cookies."""
    told = next(line for line in (demo.folder / "hub.log").read_text("utf-8").splitlines() if "Name: " in line)
    name, password = told.split("Name: ")[1].split("  password: ")
    address = f"http://127.0.0.1:{demo.web_port}"
    with httpx.Client(base_url=address, headers={"origin": address}) as client:
        form = client.get("/anmelden").cookies["dabei-form"]
        client.post("/anmelden", data={"name": name, "password": password, "_csrf_token": form})
        return dict(client.cookies)


def pair(demo: Demo, staff: dict[str, str], what: str) -> dict[str, str]:
    """Let a carers' tablet (`carer`) or a desk's PC (the desk's id) in, as staff do, and give the cookies it holds."""
    address = f"http://127.0.0.1:{demo.web_port}"
    headers = {"origin": address}
    with (
        httpx.Client(base_url=address, headers=headers, cookies=staff) as client,
        httpx.Client(base_url=address, headers=headers) as device,
    ):
        shown = client.post("/geraete/code", data={"what": what, "_csrf_token": staff["dabei-form"]}).text
        code = re.search(r'class="code">([^<]+)<', shown)
        assert code, shown
        form = device.get("/koppeln").cookies["dabei-form"]
        device.post("/koppeln", data={"code": code[1], "name": "bench", "pin": "4711", "_csrf_token": form})
        return dict(device.cookies)


def _hub(demo: Demo) -> Child:
    settings = str(demo.folder / "hub.toml")
    loading = Child("load", program("broker", settings, "load", str(demo.folder / "families.toml")), demo.folder, {})
    while loading.ended() is None:
        time.sleep(0.02)
    hub = Child("hub", program("broker", settings), demo.folder, {})
    wait_for(lambda: listens(demo.web_port), hub, 20)
    return hub
