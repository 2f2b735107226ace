"""A kiosk that was cut off for long: its outbox is full of facts, and the real node brings them to the hub.

Fills the outbox, says `ready`, starts the node with a line on standard input, and prints the seconds until the hub
has confirmed everything.
"""

import sys
import time
from pathlib import Path

from broker.wire.messages import Channel, Description
from broker.wire.node import Node, new_boot
from broker.wire.outbox import Outbox
from broker.wire.settings import MqttSettings
from visits import visits

POLL_S = 0.002


def main() -> None:
    """Carry `number` facts from an outbox at `path`."""
    port, site, name, number, path = int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]), Path(sys.argv[5])
    boot = new_boot()
    outbox = Outbox(path, boot=boot)
    outbox.append(*visits(number))
    description = Description(role="kiosk", software="", channels={"card": Channel(measures="card")})
    node = Node(MqttSettings(site=site, port=port), name, description, boot=boot, outbox=outbox)
    print("ready", flush=True)
    sys.stdin.readline()
    began = time.perf_counter()
    node.start()
    while node.waiting:
        time.sleep(POLL_S)
    print(time.perf_counter() - began, flush=True)
    node.stop()
    outbox.close()


if __name__ == "__main__":
    main()
