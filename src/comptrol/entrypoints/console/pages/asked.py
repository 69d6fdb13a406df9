"""What was filled in on a form that only asks: every field of it, empty where nothing was."""


class Given(dict[str, str]):
    """What was given, by name; of what was not, an empty text.

    >>> Given({"chip": "h100"})["chip"], Given()["chip"]
    ('h100', '')
    """

    def __missing__(self, name: str) -> str:
        """Return that nothing was given."""
        return ""
