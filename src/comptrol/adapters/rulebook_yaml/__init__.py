"""Law and policy from folders of YAML files: one file per parameter, one per rule."""

from comptrol.adapters.rulebook_yaml.joining import (
    ADOPTABLE,
    DEFAULT,
    SHIPPED,
    read_rulebook,
    shipped_names,
)
from comptrol.adapters.rulebook_yaml.trying import try_out

__all__ = ["ADOPTABLE", "DEFAULT", "SHIPPED", "read_rulebook", "shipped_names", "try_out"]
