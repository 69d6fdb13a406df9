"""What can be said about a training run: what it is, what it comes from, what it used."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, ClassVar, NewType, TypeAlias

import msgspec
from msgspec import Meta

from comptrol.domains.chips import ModelId, Precision
from comptrol.kernel.identifiers import NAME, Digest, PartyId
from comptrol.kernel.quantity import Flop, Operations
from comptrol.kernel.roles import HOLDERS, Role
from comptrol.kernel.statement import Statement

RunId = NewType("RunId", Annotated[str, Meta(pattern=NAME)])
PeriodId = NewType("PeriodId", Annotated[str, Meta(pattern=NAME)])
Sentence = Annotated[str, Meta(min_length=1, max_length=400, pattern=r"\S")]
Moment = Annotated[datetime, Meta(tz=True)]
Chips = Annotated[int, Meta(ge=1, le=10**8)]
"""Chips at once: more than all that were ever made is a slip."""
Seconds = Annotated[int, Meta(ge=1, le=10**9)]
"""Of one period: thirty years."""
SOURCES_MAX = 50
"""Runs that one run comes from directly."""

SAYING: frozenset[Role] = HOLDERS | {Role.AUTHORITY}
"""Whoever trains, and the authority where it knows better."""


class Purpose(Enum):
    """What the operations of a run are for: it decides which method counts them."""

    TRAINING = "training"
    """Parameters are updated: the first training, or more of it from some weights on."""
    FINE_TUNING = "fine-tuning"
    REINFORCEMENT = "reinforcement-learning"
    DISTILLATION = "distillation"
    """A model is trained on what another one answers."""
    SYNTHETIC_DATA = "synthetic-data"
    """A model makes data that another is trained on, what is discarded included."""
    SEARCH = "search"
    """Hyper-parameters are sought, in runs that update parameters."""
    EXPERIMENT = "experiment"
    """Exploratory: nothing that comes of it is part of a model."""
    AUXILIARY = "auxiliary-model"
    """A value or reward model that only serves to train another one."""
    EVALUATION = "evaluation"
    """Tests and red-teaming: no parameter is updated."""
    OTHER = "other-computing"
    """No training of a model at all, such as a simulation."""


class Bond(Enum):
    """How a run comes from another one."""

    INITIALISED = "initialised"
    """It starts from the other's weights, whatever the model is called afterwards."""
    MERGED = "merged"
    """The other's weights are one of several that are joined into its own."""
    FINE_TUNED = "fine-tuned"
    """It modifies the other's model."""
    DISTILLED = "distilled"
    """It learns from what the other's model answers."""
    SYNTHETIC_PRIVATE = "synthetic-private"
    """It trains on data that the other made and nobody else can have."""
    SYNTHETIC_PUBLIC = "synthetic-public"
    """It trains on data that the other made and everybody can have."""


class Source(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Another run that this one comes from, and how."""

    run: RunId
    by: Bond
    share: Decimal | None = None
    """Of the operations of this run, how much is training on that data; 0 to 1. Only of data."""


class Commitment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A digest of weights, which stay with whoever has them, and why it may be asked for."""

    digest: Digest
    legal_basis: Sentence
    kept_until: date
    """Until when the weights are kept, so that in a case the digest can be held against them."""


class ChipUse(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Chips of one model that worked in a period, all of them all the time."""

    model: ModelId
    chips: Chips


class Passes(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the architecture route needs: parameters and tokens, or passes and their size."""

    parameters: Operations | None = None
    tokens: Operations | None = None
    """Over all passes; of data that is made for others, those that are discarded included."""
    passes: Operations | None = None
    operations_per_pass: Operations | None = None
    dense: bool | None = None
    """Whether it is a dense transformer, much larger than its context: else 6PD does not hold."""


class Use(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a run used while nothing changed: its chips, how well they worked, what they did.

    ``since`` and ``until`` are a half-open interval. Several routes to the operations may be
    given at once: the range then spans them all.
    """

    since: Moment
    until: Moment
    seconds: Seconds | None = None
    """In which the chips worked, where that is less than the whole interval."""
    chips: Annotated[tuple[ChipUse, ...], Meta(max_length=20)] = ()
    utilisation: Decimal | None = None
    """The average share of the peak that trained the model, without recomputed activations."""
    precision: Precision | None = None
    """Of the inputs to most multiplications; nothing: it is not known."""
    architecture: Passes | None = None
    stated: Flop | None = None
    """What a meter or the developer says it came to."""


class RunDeclared(Statement, frozen=True, kw_only=True, tag="training.run-declared/1"):
    """Whoever trains says that a run has begun, what it is for and what it comes from."""

    ABOUT: ClassVar[str] = "run"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("party", "developer"),)
    SAID_BY: ClassVar[frozenset[Role]] = SAYING

    run: RunId
    developer: PartyId
    purpose: Purpose
    began_on: date
    sources: Annotated[tuple[Source, ...], Meta(max_length=SOURCES_MAX)] = ()
    """Nothing: it begins from scratch."""
    first_weights: Commitment | None = None
    published: bool | None = None
    """Whether everybody can have the weights; nothing: it is not known yet."""


class PeriodDeclared(Statement, frozen=True, kw_only=True, tag="training.period-declared/1"):
    """Whoever trains says what a run used in a period."""

    ABOUT: ClassVar[str] = "run"
    SAID_BY: ClassVar[frozenset[Role]] = SAYING

    run: RunId
    period: PeriodId
    use: Use


class PeriodCorrected(Statement, frozen=True, kw_only=True, tag="training.period-corrected/1"):
    """What was said of a period is said anew, or taken back; what it read before stays logged."""

    ABOUT: ClassVar[str] = "run"
    SAID_BY: ClassVar[frozenset[Role]] = SAYING

    run: RunId
    period: PeriodId
    use: Use | None
    """Nothing: there was no such period."""
    reason: Sentence


class LineageCorrected(Statement, frozen=True, kw_only=True, tag="training.lineage-corrected/1"):
    """What a run comes from is said anew: all of it."""

    ABOUT: ClassVar[str] = "run"
    SAID_BY: ClassVar[frozenset[Role]] = SAYING

    run: RunId
    sources: Annotated[tuple[Source, ...], Meta(max_length=SOURCES_MAX)]
    reason: Sentence


class Outcome(Enum):
    """How a run ended."""

    COMPLETED = "completed"
    STOPPED = "stopped"
    """Before what it was for was reached; its weights may be used all the same."""
    FAILED = "failed"
    """Nothing of it is used."""


class Ended(Statement, frozen=True, kw_only=True, tag="training.ended/1"):
    """A run is over: whatever goes on from its weights is another run."""

    ABOUT: ClassVar[str] = "run"
    SAID_BY: ClassVar[frozenset[Role]] = SAYING

    run: RunId
    on: date
    outcome: Outcome
    last_weights: Commitment | None = None
    published: bool | None = None


TrainingStatement: TypeAlias = (
    RunDeclared | PeriodDeclared | PeriodCorrected | LineageCorrected | Ended
)
