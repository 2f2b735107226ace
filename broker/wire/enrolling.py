"""The command by which a machine becomes a node: `dabei-kiosk SETTINGS enrol FROM`, and the same of `dabei-sensors`."""

import argparse
from pathlib import Path
from typing import Literal


def offer(parser: argparse.ArgumentParser, role: Literal["kiosk", "sensors"]) -> None:
    """Add the command to a program's command line; the options then have `enrol`."""
    parser.set_defaults(enrol=None)
    text = "become a node of an office: take its certificate in, and write it into the settings"
    command = parser.add_subparsers(metavar="[enrol]").add_parser("enrol", help=text, description=text)
    command.add_argument("source", metavar="FROM", help="the hub's file, or address, such as https://dabei.local:8443")
    command.add_argument(
        "--folder",
        type=Path,
        default=Path(f"/var/lib/dabei/{role}"),
        help="of its data; secrets go to `trust` there",
    )

    def enrol(options: argparse.Namespace) -> None:
        from broker.wire.enrolment import enrol  # noqa: PLC0415  # a program that runs for years needs none of it

        enrol(options, role)

    command.set_defaults(enrol=enrol)
