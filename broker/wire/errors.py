"""What can go wrong on the base layer: one base, one line each; the message says what to do."""


class DabeiError(Exception):
    """Base of every error that Dabei tells a person about; its text is one clear sentence."""


class SettingsError(DabeiError):
    """The settings file cannot be used; the text names every fault at once."""


class TakenError(SettingsError):
    """Something that only one can have is somebody else's already.

    `column` says what: `family.label`, `adult.pin`, `card.number` and so on.
    """

    def __init__(self, column: str, words: str) -> None:
        """Say it in one sentence."""
        super().__init__(words)
        self.column = column


class OutboxError(DabeiError):
    """A fact could not be made durable: nothing may be promised to the person at the screen."""


class WireError(DabeiError):
    """A message does not fit the contract of the wire."""


class AnswerError(DabeiError):
    """A question was answered with something that it does not offer."""


class BrokerUnreachableError(DabeiError):
    """The MQTT broker could not be started or reached."""


class ConflictError(DabeiError):
    """Somebody else has changed what was to be changed."""


class BusyError(DabeiError):
    """What is wanted is in use by somebody else, for a short while."""


class StoreError(DabeiError):
    """The hub's database cannot be opened, is held by another process, or is not one of ours."""
