"""Law and policy from a folder of YAML files: one file per parameter, one per rule."""

from comptrol.adapters.rulebook_yaml.folder import read_rulebook

__all__ = ["read_rulebook"]
