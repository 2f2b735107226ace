"""QR codes: the only file of the kiosk that imports segno."""

import segno
from segno import helpers


def wifi_text(ssid: str, password: str) -> str:
    """Write what a phone needs to join a WLAN."""
    return helpers.make_wifi_data(ssid=ssid, password=password or None, security="WPA" if password else "nopass")


def matrix(text: str) -> tuple[bytes, ...]:
    """Make a QR code as rows of 0 and 1, without a quiet zone."""
    return tuple(bytes(row) for row in segno.make(text, error="m", micro=False).matrix)
