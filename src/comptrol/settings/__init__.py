"""What an operator may set: read once, from a file, the environment and the command line."""

from comptrol.settings.addresses import check_address
from comptrol.settings.declared import Settings
from comptrol.settings.explained import Setting, example, settings
from comptrol.settings.reading import FILE, Given, Origin, Told, read_settings

__all__ = [
    "FILE",
    "Given",
    "Origin",
    "Setting",
    "Settings",
    "Told",
    "check_address",
    "example",
    "read_settings",
    "settings",
]
