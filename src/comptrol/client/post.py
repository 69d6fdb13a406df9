"""Under which number is a statement said, and what if its answer is lost?

Each is signed once, kept, and then sent, the same bytes until there is an answer: a server that
has it already says so. Only what the server did not log, because its number was not the next, is
signed again. So nothing is said twice, and what was kept is not lost.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

import msgspec

from comptrol.client.delivery import Delivery, Saying, Told, otherwise
from comptrol.client.journal import PENDING_MAX, Journal, Kept, Letter, Round
from comptrol.client.line import AwayError, Line, error_in
from comptrol.client.replies import (
    Accepted,
    all_answers,
    answer_to,
    is_misnumbered,
    one_answer,
    written,
)
from comptrol.flow.ports import Clock, Voice
from comptrol.kernel.envelope import MEDIA_TYPE, Claims, open_envelope, seal
from comptrol.kernel.errors import (
    ComptrolError,
    NotProvenError,
    UnavailableError,
    UnreadableError,
)

T = TypeVar("T")

BATCH_MAX: Final = 200
"""Statements sent at once: their rulings, with every reason, come back in one answer."""
RENUMBERED_MAX: Final = 3
"""So often is the first of a batch signed under another number: then somebody else has the key."""
ONE: Final = (("content-type", MEDIA_TYPE), ("accept", "application/json"))
MANY: Final = (("content-type", "application/cbor-seq"), ("accept", "application/jsonl"))


class Post:
    """Brings the statements of one key to the log. One batch at a time."""

    def __init__(self, line: Line, voice: Voice, journal: Journal, clock: Clock) -> None:
        self._line, self._voice, self._journal, self._clock = line, voice, journal, clock

    async def deliver(self, sayings: Sequence[Saying]) -> list[Told]:
        """Say things in order, after what is still under way, and return what became of each."""
        delivery = Delivery(sayings, await self._kept(self._journal.pending))
        try:
            fresh = [it for it in delivery.unmatched() if not await self._known(it, delivery)]
            await self._sign(fresh, delivery)
            await self._exchange(delivery)
        except ComptrolError as error:
            delivery.fail(error)
        return delivery.told()

    async def resume(self) -> None:
        """Send again what is under way, or raise what stands against it."""
        await self._exchange(Delivery((), await self._kept(self._journal.pending)))

    async def _known(self, index: int, delivery: Delivery) -> bool:
        """Tell whether something was answered under its name before."""
        said = delivery.sayings[index]
        name = said.name
        kept = await self._kept(lambda: self._journal.said_under(name)) if name else None
        if kept is None:
            return False
        same = kept.digest == said.digest
        delivery.answers[index] = (
            answer_to(kept.raw, kept.answered) if same else otherwise(str(name))
        )
        return True

    async def _sign(self, fresh: Sequence[int], delivery: Delivery) -> None:
        """Sign what is new under the numbers that follow, and keep it."""
        if not fresh:
            return
        letters = delivery.letters
        if len(letters) + len(fresh) > PENDING_MAX:
            raise UnavailableError(f"{len(letters)} statements are under way: none was added")
        number = letters[-1].sequence + 1 if letters else await self._number()
        signed = []
        for index in fresh:
            said = delivery.sayings[index]
            raw = self._sealed(said.subject, said.payload, number)
            signed.append(Letter(number, raw, said.name, said.digest))
            delivery.heard[said.digest, number] = index
            number += 1
        await self._kept(lambda: self._journal.keep(signed))
        delivery.fresh = {it.sequence for it in signed}
        delivery.fleeting = {
            it.sequence
            for it, index in zip(signed, fresh, strict=True)
            if not (delivery.sayings[index].lasting and self._journal.durable)
        }
        letters += signed

    async def _exchange(self, delivery: Delivery) -> None:
        """Send letters until each has its answer; one by one where one stops the others."""
        renumbered, at_once = 0, BATCH_MAX
        while delivery.letters:
            now, later = delivery.letters[:at_once], delivery.letters[at_once:]
            try:
                told, doubted = await self._sent(now)
            except AwayError as away:
                await self._left(delivery, away)
                raise
            if not told:
                at_once = 1
                continue
            renumbered = renumbered + 1 if is_misnumbered(told[0]) else 0
            if renumbered > RENUMBERED_MAX:
                raise UnavailableError("another program speaks under the same key: stop one")
            await self._settle(delivery, list(zip(now, told, strict=True)), later, doubted=doubted)

    async def _sent(self, letters: Sequence[Letter]) -> tuple[list[Told], bool]:
        """Send letters and return what became of each; nothing where they cannot go together."""
        if len(letters) == 1:
            return await self._sent_alone(letters[0])
        body = b"".join(letter.raw for letter in letters)
        reply, doubted = await self._line.reach("POST", "/statements/batch", body, MANY)
        try:
            return list(all_answers([it.raw for it in letters], reply)), doubted
        except NotProvenError:
            raise
        except ComptrolError:
            return [], doubted

    async def _sent_alone(self, letter: Letter) -> tuple[list[Told], bool]:
        reply, doubted = await self._line.reach("POST", "/statements", letter.raw, ONE)
        try:
            return [one_answer(letter.raw, reply)], doubted
        except NotProvenError:
            raise
        except UnreadableError as error:
            return [error], doubted
        except ComptrolError as error:  # it is not known whether it was logged before this
            if await self._asked_number() <= letter.sequence:
                return [error], True
            raise AwayError(str(error), doubted=True) from error

    async def _settle(
        self,
        delivery: Delivery,
        told: Sequence[tuple[Letter, Told]],
        later: Sequence[Letter],
        *,
        doubted: bool,
    ) -> None:
        """Let go of what is answered; sign again what has a number that is not the next."""
        first = told[0][0].sequence
        taken = [letter.sequence for letter, one in told if isinstance(one, Accepted)]
        following = taken[-1] + 1 if taken else first
        untaken = len(taken) < len(told)
        if untaken and (doubted or is_misnumbered(told[0][1])):
            following = await self._asked_number()
        again = [letter for letter, one in told if is_misnumbered(one)]
        settled = [(letter, one) for letter, one in told if not is_misnumbered(one)]
        moved = [*again, *later] if untaken else []
        signed = [self._again(letter, number) for number, letter in enumerate(moved, following)]
        said = [
            (letter.name, Kept(letter.digest, letter.raw, written(one)))
            for letter, one in settled
            if letter.name is not None and not isinstance(one, ComptrolError)
        ]
        gone = [*(letter for letter, _ in told), *(moved and later)]
        done = Round(gone=gone, again=signed, said=said, following=following)
        await self._kept(lambda: self._journal.turn(done))
        for letter, one in settled:  # first: what moves may take the number of what was refused
            delivery.answer(letter, one)
        delivery.move(moved, signed)
        delivery.letters = signed if untaken else list(later)

    async def _left(self, delivery: Delivery, away: AwayError) -> None:
        """Keep what may have arrived, and what is to outlive the program; drop the rest.

        What stays and never left takes the numbers of what is dropped before it.
        """
        if away.doubted or not delivery.fleeting:
            return
        new = [it for it in delivery.letters if it.sequence in delivery.fresh]
        stay = [it for it in new if it.sequence not in delivery.fleeting]
        if not new:
            return
        signed = [self._again(it, number) for number, it in enumerate(stay, new[0].sequence)]
        following = await self._kept(self._journal.following)
        dropped = Round(gone=new, again=signed, said=(), following=following)
        await self._kept(lambda: self._journal.turn(dropped))

    async def _number(self) -> int:
        """Return the next number of the key, where nothing is under way."""
        known = await self._kept(self._journal.following)
        return known if known is not None else await self._asked_number()

    async def _asked_number(self) -> int:
        reply, _ = await self._line.reach("GET", f"/keys/{self._voice.key.hex()}")
        try:
            return msgspec.json.decode(reply.body, type=_Next).next_sequence
        except (msgspec.MsgspecError, ValueError) as error:
            raise error_in(reply) from error

    def _again(self, letter: Letter, number: int) -> Letter:
        """Sign what a letter says under another number."""
        opened = open_envelope(letter.raw)
        raw = self._sealed(opened.claims.subject, opened.payload, number)
        return letter._replace(sequence=number, raw=raw)

    def _sealed(self, subject: str, payload: bytes, number: int) -> bytes:
        claims = Claims(
            issuer=self._voice.party,
            subject=subject,
            said_at=int(self._clock.now().timestamp()),
            sequence=number,
            key=self._voice.key,
        )
        return seal(claims, payload, self._voice.sign)

    async def _kept(self, work: Callable[[], T]) -> T:
        """Use the journal; one that waits for a disk does so beside the event loop."""
        return await asyncio.to_thread(work) if self._journal.durable else work()


class _Next(msgspec.Struct, frozen=True, kw_only=True):
    next_sequence: int
