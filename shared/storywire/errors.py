"""The error tree, split by what a runtime does about an error.

StorywireError
├── TransientError           retry with back-off; the partition waits, nothing is lost
│   ├── StoreUnavailableError
│   └── OvertakenError       what was decided on changed meanwhile: decide again
├── PermanentError           one dead letter; the partition moves on
│   ├── InvalidEventError    the bytes are not an event this topic knows
│   ├── WrongKeyError        the record's key is not its event's key
│   └── UnusableInputError   the event is well-formed and still can't be handled
├── FencedError              what this process remembers is not what is stored: it leaves
└── UsageError               a person asked for something that can't be: told in one sentence

Anything else is a bug: the runtime logs it once and leaves.
"""


class StorywireError(Exception):
    """Every error storywire raises on purpose."""


class TransientError(StorywireError):
    """It may work later: the runtime retries with back-off and keeps the order."""


class StoreUnavailableError(TransientError):
    """A store or the log can't be reached now."""


class OvertakenError(TransientError):
    """Another process changed what this step was decided on; nothing was written."""


class PermanentError(StorywireError):
    """It will never work: the runtime writes one dead letter and goes on."""

    code = "permanent"


class InvalidEventError(PermanentError):
    """The value is null, not JSON, of an unknown type or version, or has a wrong field."""

    code = "invalid-event"


class WrongKeyError(PermanentError):
    """The record stands under another key than its event's, so its order means nothing."""

    code = "wrong-key"


class UnusableInputError(PermanentError):
    """The event decodes, but it can't be handled (an unknown story, a sequence gap)."""

    code = "unusable-input"


class FencedError(StorywireError):
    """Another writer took over, or the store lost its last steps: nothing was written.

    Trying again can't help, and no input is to blame. The process leaves, and reads anew.
    """


class UsageError(StorywireError):
    """A person's request can't be met; the message says why and what to do."""
