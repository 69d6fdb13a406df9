"""What does another matcher say of the best matches? nomenklatura's logic-v2, where installed.

It is slow (a third of a millisecond to a pair, seconds to load) and knows romanised person names;
ours is fast and knows what a word weighs. The higher of the two counts. Its caches go by the
entity's identifier, so that every text gets one of its own, made of its content.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache
from hashlib import sha256
from typing import Any, Final

import msgspec

from comptrol.adapters.matching.explaining import rounded
from comptrol.domains.screening import Match, Subject, best_of_each
from comptrol.kernel.errors import UnavailableError

ASKED_MAX: Final = 5
"""The best matches that are asked about."""
NAME: Final = "nomenklatura logic-v2"
_SCHEMAS: Final = {True: "Person", False: "Organization"}


def with_second_opinion(subject: Subject, matches: Sequence[Match]) -> tuple[Match, ...]:
    """Return matches of which the best have the higher of two scores, and say so."""
    best = tuple(_asked(subject, match) for match in matches[:ASKED_MAX])
    return tuple(best_of_each((*best, *matches[ASKED_MAX:])))


def opinion(one: str, other: str, *, person: bool) -> float:
    """Return how sure logic-v2 is that two names are one, from 0 to 1."""
    return float(_compare()(_entity(one, person=person), _entity(other, person=person)))


def _asked(subject: Subject, match: Match) -> Match:
    second = max(opinion(name, match.name, person=subject.person) for name in subject.names)
    score = max(match.score, min(rounded(second), Decimal("0.999")))
    why = f"{match.why} A second opinion ({NAME}): {rounded(second)}."
    return msgspec.structs.replace(match, score=score, why=why)


@cache
def _compare() -> Callable[[Any, Any], float]:
    try:
        from nomenklatura.matching import get_algorithm  # noqa: PLC0415  (an extra, and heavy)
    except ImportError as error:
        raise UnavailableError(
            "a second opinion needs nomenklatura: pip install 'comptrol[opinion]'"
        ) from error
    algorithm = get_algorithm("logic-v2")
    assert algorithm is not None, "nomenklatura has had it since 4.0"
    config = algorithm.default_config()
    return lambda query, result: algorithm.compare(query, result, config).score


def _entity(name: str, *, person: bool) -> Any:  # noqa: ANN401  (of a library that is an extra)
    from followthemoney import EntityProxy  # noqa: PLC0415  (as above)

    schema = _SCHEMAS[person]
    key = sha256(f"{schema} {name}".encode()).hexdigest()
    return EntityProxy.from_dict({"id": key, "schema": schema, "properties": {"name": [name]}})
