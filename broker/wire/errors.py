"""What can go wrong on the base layer: one base, one line each; the message says what to do."""


class DabeiError(Exception):
    """Base of every error that Dabei tells a person about; its text is one clear sentence."""


class SettingsError(DabeiError):
    """The settings file cannot be used; the text names every fault at once."""


class OutboxError(DabeiError):
    """A fact could not be made durable: nothing may be promised to the person at the screen."""


class WireError(DabeiError):
    """A message does not fit the contract of the wire."""


class AnswerError(DabeiError):
    """A question was answered with something that it does not offer."""


class BrokerUnreachableError(DabeiError):
    """The MQTT broker could not be started or reached."""


class StoreError(DabeiError):
    """The hub's database cannot be opened, is held by another process, or is not one of ours."""
