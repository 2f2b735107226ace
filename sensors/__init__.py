"""Sensors: from pins to levels on the wire."""
