"""The words of supply: names, kinds of inputs and suppliers, and numbers as intervals."""

from enum import Enum
from typing import Annotated, NewType

import msgspec
from msgspec import Meta

from comptrol.kernel.identifiers import NAME

InputId = NewType("InputId", Annotated[str, Meta(pattern=NAME)])
"""A stage, a process, or what goes into one: a tool, a material, a design, a product."""
SupplierId = NewType("SupplierId", Annotated[str, Meta(pattern=NAME)])
"""A country, a firm or a site that supplies something."""

WHOLE_PPM = 1_000_000
"""All of a supply, in millionths."""

Sentence = Annotated[str, Meta(min_length=1, max_length=400, pattern=r"\S")]
Title = Annotated[str, Meta(min_length=1, max_length=160, pattern=r"\S")]
Ppm = Annotated[int, Meta(ge=0, le=WHOLE_PPM)]
Year = Annotated[int, Meta(ge=1950, le=2200)]
SupplyDays = Annotated[int, Meta(ge=0, le=36_500)]


class InputKind(Enum):
    """What an input is."""

    STAGE = "stage"
    """A whole stage, such as design: its shares stand beside those of inputs, never among them."""
    PROCESS = "process"
    TOOL = "tool"
    MATERIAL = "material"
    DESIGN = "design"
    PRODUCT = "product"
    """What all of it is for: the finished chip, or the installed one."""


class Types(Enum):
    """How the types of an input stand to each other, such as the kinds of lithography tools."""

    UNKNOWN = "unknown"
    """Nobody says. What the loss of one type comes to stays open."""
    ANY = "any"
    """One replaces the other: it is lost when all of them are."""
    EVERY = "every"
    """Each is needed: it is lost when one of them is."""


class SupplierKind(Enum):
    """What a supplier is."""

    COUNTRY = "country"
    FIRM = "firm"
    SITE = "site"
    UNALLOCATED = "unallocated"
    """No supplier but a remainder, such as various countries: it may be anybody."""


class Axis(Enum):
    """By what a supply is divided. Each is a view of its own: they are never added up."""

    COUNTRY = "country"
    FIRM = "firm"
    SITE = "site"


class Portion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A share of a supply: at least and at most, in millionths."""

    low_ppm: Ppm
    high_ppm: Ppm

    def __post_init__(self) -> None:
        """Refuse a share that is turned round; from outside this reads as a wrong field."""
        if not self.low_ppm <= self.high_ppm:
            raise ValueError(f"expected low <= high, not {self.low_ppm}, {self.high_ppm}")


class Share(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who supplies, and how much of it."""

    supplier: SupplierId
    portion: Portion | None = None
    """Nothing: it supplies, and how much is not known. That is not nought."""


class Many(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many independent suppliers there are, where somebody has counted them."""

    low: Annotated[int, Meta(ge=1, le=100_000)]
    high: Annotated[int, Meta(ge=1, le=100_000)]

    def __post_init__(self) -> None:
        """Refuse a number that is turned round."""
        if not self.low <= self.high:
            raise ValueError(f"expected low <= high, not {self.low}, {self.high}")


class Stretch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """So many days: at least, and at most."""

    low: SupplyDays
    high: SupplyDays | None = None
    """Nothing: nobody says how many at most."""

    def __post_init__(self) -> None:
        """Refuse days that are turned round."""
        if self.high is not None and not self.low <= self.high:
            raise ValueError(f"expected low <= high, not {self.low}, {self.high}")
