"""One command to a module; each is called ``command``."""
