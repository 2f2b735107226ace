"""A bare paho consumer: takes messages at QoS 1, looks at none of them, stores nothing. The yardstick for the hub."""

import sys
import threading

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

DONE = "bench/done"


def main() -> None:
    """Count `number` messages of a filter, and say on `DONE` when they are in."""
    port, number, topic = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    taken, done = 0, threading.Event()
    client = mqtt.Client(CallbackAPIVersion.VERSION2, "bare")

    def on_message(_client: mqtt.Client, _data: object, _message: mqtt.MQTTMessage) -> None:
        nonlocal taken
        taken += 1
        if taken == number:
            client.publish(DONE, b"", 1)
            done.set()

    def subscribe(*_: object) -> None:
        client.subscribe(topic, 1)

    client.on_message = on_message
    client.on_connect = subscribe
    client.on_subscribe = lambda *_: print("ready", flush=True)
    client.connect("127.0.0.1", port, 60)
    client.loop_start()
    done.wait()
    sys.stdin.readline()


if __name__ == "__main__":
    main()
