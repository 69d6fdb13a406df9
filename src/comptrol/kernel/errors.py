"""What cannot be read, found or reached: the exceptions a caller can do something about.

ComptrolError
├── UnreadableError          400, exit 2: mend the input that the message names
│   ├── EnvelopeError        the bytes are not an envelope of ours, or the signature does not hold
│   ├── OutOfRangeError      a date or a number lies outside what the rulebook covers
│   └── NotProvenError        exit 1: a proof, a signature or a policy does not hold
├── NotFoundError            404, exit 2: ask for something that exists
└── UnavailableError         503, exit 3: something is missing; the message says what to do
    └── UnsoundError         503, exit 3: for good; the machine is not sound: look for why

A *refusal* is none of these: it is a value (``kernel.finding``).
"""


class ComptrolError(Exception):
    """The root: catch it only in an entrypoint."""


class UnreadableError(ComptrolError):
    """The input cannot be read as what it should be: mend what the message names and try again."""


class EnvelopeError(UnreadableError):
    """The bytes are not a signed statement, or the signature does not hold: sign it again."""


class OutOfRangeError(UnreadableError):
    """A date or a number is outside what the rulebook covers: ask within the range it names."""


class NotProvenError(UnreadableError):
    """A proof, a signature or a policy does not hold: what it was to show is not shown."""


class NotFoundError(ComptrolError):
    """What was asked for does not exist: check the name."""


class UnavailableError(ComptrolError):
    """Something needed is missing or out of reach: the message says what to do."""


class UnsoundError(UnavailableError):
    """Memory or disk is not what it was: nothing more is written. Stop, and look for why."""
