"""What stands in a statement of the Beneficial Ownership Data Standard, as far as it is read?

https://standard.openownership.org/en/0.4.0/ (schema: statement, entity, person, relationship).
"""

from typing import Annotated

import msgspec
from msgspec import Meta

from comptrol.adapters.ownership_files.bods_interests import Interest

Id = Annotated[str, Meta(min_length=1, max_length=400)]


class Unspecified(msgspec.Struct, frozen=True):
    """Why somebody is not named."""

    reason: str
    description: str = ""


class Name(msgspec.Struct, frozen=True, rename="camel"):
    """What a person is called."""

    full_name: str = ""


class Details(msgspec.Struct, frozen=True, rename="camel"):
    """The details of a record of any type, as far as they are read."""

    subject: Id | Unspecified | None = None
    interested_party: Id | Unspecified | None = None
    interests: tuple[Interest, ...] = ()
    component_records: tuple[Id, ...] = ()
    name: str = ""
    names: tuple[Name, ...] = ()
    person_type: str = ""
    entity_type: dict[str, str] = {}


class Statement(msgspec.Struct, frozen=True, rename="camel"):
    """One statement about one record; a later one of the same record takes its place."""

    statement_id: Id
    record_id: Id
    record_type: str
    record_status: str = "new"
    statement_date: str = ""
    record_details: Details = Details()
    annotations: tuple[msgspec.Raw, ...] = ()
