"""The bundled world: real chips, sites and lists, and a story told through the one path."""
