"""Law and policy from folders of YAML files: one file per parameter, one per rule."""

from comptrol.adapters.rulebook_yaml.joining import (
    ADOPTABLE,
    DEFAULT,
    SHIPPED,
    read_rulebook,
    shipped_names,
)

__all__ = ["ADOPTABLE", "DEFAULT", "SHIPPED", "read_rulebook", "shipped_names"]
