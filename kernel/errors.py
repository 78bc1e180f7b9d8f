"""Every error we raise on purpose.

* FiresideError
    * DataError            a prompt, tree, lexicon, bot or hotline file is wrong (at start-up)
    * SettingsError        the operator's settings contradict each other or name nothing
    * WireError            a peer broke the wire protocol
    * ImageRefused         an upload is no picture that can be taken
    * AccessDenied         a token is missing, wrong or expired, or names somebody else's data
    * StoreError           the log or the turn queue
        * UnknownConversation  no such conversation, or it was erased
        * UnknownImage         no such picture in this conversation, or it was not sent in time
        * ConversationEnded    it has been closed; it can only be read
        * ConversationFull     too many unanswered messages wait in one conversation
        * RateExceeded         a subject sends faster than the operator allows
        * LeaseLost            another worker holds the conversation now: drop what you were doing
        * StoreUnavailable     the server of the log cannot be reached
    * ModelError           a language model could not answer
        * ModelUnavailable     it cannot be reached, or refuses
        * ModelTimeout         it did not answer in time
        * ModelRubbish         it answered, but not in the form that was asked for
"""


class FiresideError(Exception):
    """Base of the tree above. The text says what happened and what to do."""


class DataError(FiresideError):
    """A data file is wrong. Raised at start-up, never in a turn."""


class SettingsError(FiresideError):
    """The settings contradict each other, or name something that is not there."""


class WireError(FiresideError):
    """A peer broke the wire protocol."""


class ImageRefused(FiresideError):
    """An upload is no picture that can be taken. `why` is one word for programs."""

    def __init__(self, message: str, *, why: str) -> None:
        super().__init__(message)
        self.why = why


class AccessDenied(FiresideError):
    """A token is missing, wrong or expired, or the data belongs to somebody else."""


class StoreError(FiresideError):
    """The event log or the turn queue could not do what was asked."""


class UnknownConversation(StoreError):
    """There is no such conversation, or it has been erased."""


class UnknownImage(StoreError):
    """There is no such picture in this conversation, or it was uploaded and not sent in time."""


class ConversationEnded(StoreError):
    """This conversation has been closed; it can only be read."""


class ConversationFull(StoreError):
    """Too many unanswered messages wait in this conversation."""


class RateExceeded(StoreError):
    """A subject sends faster than allowed. `retry_after_ms` says when the next one fits."""

    def __init__(self, message: str, *, retry_after_ms: int) -> None:
        super().__init__(message)
        self.retry_after_ms = retry_after_ms


class LeaseLost(StoreError):
    """Another worker holds this conversation now; nothing of the turn may be written."""


class StoreUnavailable(StoreError):
    """The server behind the log cannot be reached."""


class ModelError(FiresideError):
    """A language model could not answer."""


class ModelUnavailable(ModelError):
    """The model's server cannot be reached or refuses to serve."""


class ModelTimeout(ModelError):
    """The model did not answer before the deadline."""


class ModelRubbish(ModelError):
    """The model answered, but not in the form that was asked for, also after one repair."""
