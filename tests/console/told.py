"""One log in which the story of the demonstration was told, for tests that read its pages."""

from functools import cache

from comptrol.bootstrap import Platform, in_memory
from comptrol.entrypoints.demo.telling import tell_story


@cache
def told() -> Platform:
    """Return the log; it is told once, and tests leave it readable for one another."""
    platform = in_memory()
    tell_story(platform, [].append)
    return platform
