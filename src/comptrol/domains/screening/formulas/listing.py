"""What a list of restricted parties is made of: an edition, the lists in it, the entities."""

from datetime import date

import msgspec

from comptrol.domains.screening.statements import EditionId
from comptrol.kernel.identifiers import CountryCode, Digest


class Authority(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """One of the lists that an edition consolidates: whose it is, and what it does in law.

    An empty text is *not known*, never *nothing*. What a file does not say is not made up.
    """

    code: str
    title: str
    citation: str
    effect: str
    url: str
    entities: int
    jurisdiction: str = ""
    """Whose law it is: an ISO 3166-1 code, or UN."""
    authority: str = ""
    """Who keeps the list."""
    items_scope: str = ""
    """What it reaches: items, property, securities, funds."""
    who_must_comply: str = ""
    ownership_extension: str = ""
    """Whether a party owned by a listed one is caught too, and from which share."""
    published: date | None = None
    """Its own day, where that is another than the edition's."""


class Edition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One edition of a consolidated list, known by the digest of all that it says."""

    edition: EditionId
    title: str
    published: date
    source: str
    digest: Digest
    entities: int
    names: int
    lists: tuple[Authority, ...]


class Entity(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    gc=False,
):
    """One entry of one list, as the list prints it. A party on two lists is two entities."""

    entity_id: str
    """The list's code and number; where the list gives none, a digest of what identifies it."""
    name: str
    list: str
    aliases: tuple[str, ...] = ()
    type: str | None = None
    """Entity, Individual, Vessel or Aircraft. Only the Treasury's lists say."""
    countries: tuple[CountryCode, ...] = ()
    """Where its addresses are. Nothing means that the list does not say."""
    places: tuple[str, ...] = ()
    """Places of its addresses that are no country of ISO 3166-1, as printed."""
    programs: tuple[str, ...] = ()
    licence_requirement: str | None = None
    licence_policy: str | None = None
    federal_register: str | None = None
    weak_aliases: tuple[str, ...] = ()
    """Names that the list itself calls weak or of low quality: alone they prove little."""
    native_names: tuple[str, ...] = ()
    """Names in the original script."""
    addresses: tuple[str, ...] = ()
    """As printed, one to a place."""
    address_only: bool = False
    """The listing is an address; what stands as its name is a number ("Address 01")."""
    identifiers: tuple[str, ...] = ()
    """Scheme, colon, value: ``IMO:9187629``, ``passport:P0017003``."""
    births: tuple[str, ...] = ()
    """Days, months or years of birth, as far as they are known: ``1960-06-29``, ``1971``."""
    listed_on: date | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Return every name it is listed under: primary, aliases, weak ones, native ones."""
        return (self.name, *self.aliases, *self.weak_aliases, *self.native_names)
