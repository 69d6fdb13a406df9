"""What every record of a rulebook is."""

import msgspec


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A record of the rulebook: an unknown word in it is a mistake, never ignored."""
