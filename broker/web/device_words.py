"""What is wrong with a device, in words."""

from broker.wire.language import mark

REASONS = {
    "media-empty": mark("no paper"),
    "media-needed": mark("no paper"),
    "media-low": mark("paper running low"),
    "media-jam": mark("paper jam"),
    "cover-open": mark("a cover is open"),
    "door-open": mark("a cover is open"),
    "interlock-open": mark("a cover is open"),
    "input-tray-missing": mark("a tray is missing"),
    "input-tray-empty": mark("a tray is empty"),
    "output-tray-missing": mark("the output tray is missing"),
    "output-area-almost-full": mark("output tray almost full"),
    "output-area-full": mark("output tray full"),
    "toner-low": mark("toner running low"),
    "marker-supply-low": mark("toner running low"),
    "toner-empty": mark("toner empty"),
    "marker-supply-empty": mark("toner empty"),
    "marker-supply-missing": mark("toner is missing"),
    "service-requested": mark("needs somebody to look at it"),
    "overdue-maintenance": mark("maintenance is due"),
    "marker-waste-almost-full": mark("waste toner almost full"),
    "marker-waste-full": mark("waste toner full"),
    "paused": mark("paused"),
    "shutdown": mark("switched off"),
    "offline": mark("offline"),
    "name": mark("its name is not found: is the router's name service there?"),
    "refused": mark("the machine is there, but does not answer for this"),
    "timeout": mark("nothing comes back"),
    "no_route": mark("there is no way to it: is the cable in?"),
}
"""`printer-state-reasons` (RFC 8011, 5.4.12; PWG 5100.9) in words of an office; and why nothing can be reached."""
