"""Whom the office trusts: authorities, certificates, and what Mosquitto has to know of them."""
