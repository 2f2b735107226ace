"""QR codes as SVG: the only file of the hub that imports segno."""

import segno

QUIET = 4
"""Modules of quiet zone around a code (ISO/IEC 18004, 6.3.8)."""


def svg(text: str) -> str:
    """Draw a QR code, black on white in every theme: readers want it so."""
    rows = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix]
    size = len(rows) + 2 * QUIET
    path = "".join(
        f"M{x + QUIET} {y + QUIET}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path d="{path}"/></svg>'
    )
