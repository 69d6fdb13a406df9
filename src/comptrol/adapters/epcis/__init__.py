"""Events about lots of chips in GS1 EPCIS 2.0, in JSON: read, written, held against the schema."""

from comptrol.adapters.epcis.documents import (
    BYTES_MAX,
    DEPTH_MAX,
    EVENTS_MAX,
    Document,
    document_in,
    read_document,
)
from comptrol.adapters.epcis.hearing import Ear, hear
from comptrol.adapters.epcis.names import Names
from comptrol.adapters.epcis.schema import PUBLISHED_AT, PublishedSchema
from comptrol.adapters.epcis.telling import tell
from comptrol.adapters.epcis.words import CONTEXT, FORMS, NAMESPACE
from comptrol.adapters.epcis.writing import Written, shell, writing

__all__ = [
    "BYTES_MAX",
    "CONTEXT",
    "DEPTH_MAX",
    "EVENTS_MAX",
    "FORMS",
    "NAMESPACE",
    "PUBLISHED_AT",
    "Document",
    "Ear",
    "Names",
    "PublishedSchema",
    "Written",
    "document_in",
    "hear",
    "read_document",
    "shell",
    "tell",
    "writing",
]
