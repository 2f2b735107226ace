"""The kiosk: the touchscreen at an entrance."""
