"""The wire: messages, link, outbox and settings. Imports nothing of ours but itself."""
