"""How does a provider's command reach the authority: in this data folder, or over HTTP?"""

from collections.abc import Callable, Generator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from secrets import token_bytes
from typing import Any, Final, Protocol

import click
import msgspec

from comptrol.bootstrap import Platform
from comptrol.bootstrap.pseudonyming import blinded, evaluating, parcels
from comptrol.client import Client
from comptrol.domains.privacy import SALT_BYTES
from comptrol.domains.pseudonyms import (
    BATCH_MAX,
    EpochKey,
    EvaluationAsked,
    Pseudonym,
    PseudonymsView,
)
from comptrol.entrypoints.cli.output import opened
from comptrol.flow.answers import in_words
from comptrol.flow.evaluating import EvaluationAnswer, EvaluationRequest, digest_of
from comptrol.flow.parcels import Parcel, parcel_of
from comptrol.flow.ports import Voice
from comptrol.flow.speech import Speaker
from comptrol.kernel.envelope import Claims, seal
from comptrol.kernel.errors import NotFoundError, UnreadableError
from comptrol.kernel.finding import Refused
from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.statement import Statement
from comptrol.settings import Settings

PADDED_TO: Final = 64
"""So many are asked for at least, the rest being noise: nobody sees how many customers are new."""

Words = dict[str, Any]
Openly = Callable[[Digest], Statement]
Command = Callable[..., Any]


class Desk(Protocol):
    """Where a provider asks and files."""

    def key(self, epoch: int) -> EpochKey:
        """Return the announced key of an epoch."""
        ...

    def evaluate(self, epoch: int, sent: Sequence[bytes]) -> EvaluationAnswer | Refused:
        """Have blinded elements evaluated."""
        ...

    def hand_in(self, said: Statement, openly: Openly) -> Words | Refused:
        """Hand in what is said under seal, and what is said openly of it."""
        ...

    def say(self, said: Statement) -> Words | Refused:
        """Say something openly."""
        ...


class LocalDesk:
    """A data folder that has the provider's key and the log both."""

    def __init__(self, platform: Platform, party: PartyId) -> None:
        self._platform, self._voice = platform, platform.keyring.of(party)

    def key(self, epoch: int) -> EpochKey:
        """Return the announced key of an epoch."""
        with self._platform.world() as world:
            found = world[PseudonymsView].epochs.get(epoch)
        if found is None:
            raise NotFoundError(f"no key of epoch {epoch} is announced")
        return found

    def evaluate(self, epoch: int, sent: Sequence[bytes]) -> EvaluationAnswer | Refused:
        """Have blinded elements evaluated, by the one path."""
        raw = Speaker(self._platform.intake, self._voice).next_envelope(_asked(epoch, sent))
        return evaluating(self._platform).take(_request(raw, sent))

    def hand_in(self, said: Statement, openly: Openly) -> Words | Refused:
        """Hand in a parcel, by the one path."""
        intake, voice = self._platform.intake, self._voice
        parcel = parcel_of(
            voice,
            said,
            openly,
            number=intake.store.sequence(voice.key) + 1,
            now=intake.clock.now(),
            salt=token_bytes(SALT_BYTES),
        )
        answer = parcels(self._platform).take(parcel).answer
        return answer if isinstance(answer, Refused) else in_words(answer)

    def say(self, said: Statement) -> Words | Refused:
        """Say something openly, by the one path."""
        answer = Speaker(self._platform.intake, self._voice).say(said)
        return answer if isinstance(answer, Refused) else in_words(answer)


class RemoteDesk:
    """An authority's server; the provider's key is here alone."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def key(self, epoch: int) -> EpochKey:
        """Return the announced key of an epoch."""
        return self._client.ask("pseudonyms/key", into=EpochKey, epoch=epoch)

    def evaluate(self, epoch: int, sent: Sequence[bytes]) -> EvaluationAnswer | Refused:
        """Have blinded elements evaluated, by the server."""

        def made(voice: Voice, number: int, now: datetime) -> EvaluationRequest:
            return _request(_signed(voice, _asked(epoch, sent), number, now), sent)

        return self._client.hand_over("/pseudonyms/evaluate", made, into=EvaluationAnswer)

    def hand_in(self, said: Statement, openly: Openly) -> Words | Refused:
        """Hand in a parcel to the server."""
        salt = token_bytes(SALT_BYTES)

        def made(voice: Voice, number: int, now: datetime) -> Parcel:
            return parcel_of(voice, said, openly, number=number, now=now, salt=salt)

        return self._client.hand_over("/pseudonyms/parcel", made, into=Words)

    def say(self, said: Statement) -> Words | Refused:
        """Say something openly to the server."""
        answer = self._client.say(said)
        if isinstance(answer, Refused):
            return answer
        return {"accepted": True, **msgspec.to_builtins(answer)}


def provider_options(command: Command) -> Command:
    """Give a command what tells who speaks, and to whom."""
    key = click.option(
        "--key",
        type=click.Path(path_type=Path),
        help="With --url: the file NAME.key to sign with.",
    )
    url = click.option("--url", help="The authority's server. [default: the data folder]")
    party = click.option("--as", "party", required=True, help="The provider that speaks.")
    return party(url(key(command)))


@contextmanager
def desk(
    settings: Settings, party: str, url: str | None, key: Path | None, data: str | None
) -> Generator[Desk]:
    """Return the desk that the caller named, until the command is done."""
    if (url is None) != (key is None):
        raise UnreadableError("--url and --key go together")
    if url is None or key is None:
        with closing(opened(settings, data)) as platform:
            yield LocalDesk(platform, PartyId(party))
        return
    with Client(url, party, key) as client:
        yield RemoteDesk(client)


def pseudonyms_of(at: Desk, epoch: int, identifiers: Sequence[str]) -> list[Pseudonym] | Refused:
    """Return the pseudonyms of canonical identifiers, each proven against the announced key."""
    announced, found = at.key(epoch).key, list[Pseudonym]()
    for start in range(0, len(identifiers), BATCH_MAX):
        batch = list(identifiers[start : start + BATCH_MAX])
        noise = [f"noise {token_bytes(16).hex()}" for _ in range(-len(batch) % PADDED_TO)]
        blinding = blinded([*batch, *noise])
        answer = at.evaluate(epoch, blinding.sent)
        if isinstance(answer, Refused):
            return answer
        made = [bytes.fromhex(it) for it in answer.evaluated]
        proof = bytes.fromhex(answer.proof)
        found += blinding.pseudonyms(epoch, announced, made, proof)[: len(batch)]
    return found


def _asked(epoch: int, sent: Sequence[bytes]) -> EvaluationAsked:
    return EvaluationAsked(epoch=epoch, many=len(sent), digest=digest_of(sent))


def _request(raw: bytes, sent: Sequence[bytes]) -> EvaluationRequest:
    return EvaluationRequest(statement=raw, blinded=tuple(one.hex() for one in sent))


def _signed(voice: Voice, said: Statement, number: int, now: datetime) -> bytes:
    claims = Claims(
        issuer=voice.party,
        subject=said.subject,
        said_at=int(now.timestamp()),
        sequence=number,
        key=voice.key,
    )
    return seal(claims, msgspec.json.encode(said), voice.sign)
