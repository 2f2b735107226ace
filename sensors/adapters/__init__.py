"""Devices that speak MQTT themselves: what they say becomes channels of this node, and nothing else of it."""
