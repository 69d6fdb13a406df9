"""What is said of usage: the rows under seal, and openly that they were filed."""

from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta
from typing_extensions import override

from comptrol.domains.pseudonyms.statements.keys import PROVIDERS
from comptrol.domains.pseudonyms.statements.words import (
    PARTS_MAX,
    ROWS_MAX,
    Epoch,
    UsageRow,
)
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.quantity import Position
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Statement

Part = Annotated[int, Meta(ge=1, le=PARTS_MAX)]


class Usage(Statement, frozen=True, kw_only=True, tag="pseudonyms.usage/1"):
    """A provider says what each customer used. Said under seal, and never openly.

    Whoever knows one pseudonym would find its owner in every filing that lies open: a provider
    knows the pseudonyms of its own customers, and would read what they use elsewhere.
    """

    ABOUT: ClassVar[str] = "epoch"
    ONLY_SEALED: ClassVar[bool] = True
    SAID_BY: ClassVar[frozenset[Role]] = PROVIDERS

    epoch: Epoch
    since: date
    until: date
    part: Part = 1
    parts: Part = 1
    rows: Annotated[tuple[UsageRow, ...], Meta(max_length=ROWS_MAX)]
    """In the order of the customers' pseudonyms, so that a row's place tells nothing."""

    @override
    def __repr__(self) -> str:
        """Show no row, wherever it is shown."""
        return f"Usage(epoch={self.epoch}, since={self.since}, until={self.until}, …)"


class UsageFiled(Statement, frozen=True, kw_only=True, tag="pseudonyms.usage-filed/1"):
    """A provider says that it has filed the usage of a period, and under which commitment.

    No number of it is here: a provider with one customer would tell that customer's by its sum.
    """

    ABOUT: ClassVar[str] = "commitment"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("epoch", "epoch"),)
    SAID_BY: ClassVar[frozenset[Role]] = PROVIDERS

    commitment: Digest
    epoch: Epoch
    since: date
    until: date
    part: Part = 1
    parts: Part = 1
    restates: Position | None = None
    """The position of the filing that this one takes the place of. Both are kept."""
