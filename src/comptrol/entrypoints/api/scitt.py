"""The log as a SCITT transparency service (RFC 9943): the few routes of SCRAPI, thinly.

As of draft-ietf-scitt-scrapi-11, which is no RFC yet: ``POST /entries`` registers a statement,
``GET /entries/{position}`` with the receipt's media type returns its COSE Receipt (RFC 9942), and
``/.well-known/scitt-keys`` the key that it is signed with. Errors are those of RFC 9290.
"""

from collections.abc import Awaitable, Callable
from math import ceil
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comptrol.entrypoints.api import problems
from comptrol.entrypoints.api.bodies import bounded
from comptrol.entrypoints.api.committer import Committer
from comptrol.entrypoints.api.ledger import published
from comptrol.entrypoints.api.limits import OverQuotaError, count_statements
from comptrol.entrypoints.api.publishing import Publishing
from comptrol.entrypoints.arrival import TooLargeError, TooSlowError
from comptrol.flow.proving import cose_receipt
from comptrol.kernel.cbor import BYTES, NEGATIVE, TEXT, UNSIGNED, head
from comptrol.kernel.envelope import ENVELOPE_BYTES_MAX, MEDIA_TYPE
from comptrol.kernel.errors import ComptrolError, EnvelopeError, NotFoundError, UnavailableError
from comptrol.kernel.finding import Refused
from comptrol.kernel.ledger.note import Algorithm, VerifierKey

RECEIPT_TYPE: Final = "application/scitt-receipt+cose"
STATEMENT_TYPE: Final = "application/scitt-statement+cose"
PROBLEM_TYPE: Final = "application/concise-problem-details+cbor"
KEYS_TYPE: Final = "application/cbor"
WAITS_S: Final = 2.0
"""How long a registration waits for its receipt before it points to where that will be."""
_MAP: Final = 0xA0
_ARRAY: Final = 0x80

Endpoint = Callable[[Request], Awaitable[Response]]


def scitt_routes(committer: Committer, publishing: Publishing | None) -> list[Route]:
    """Return the routes of the SCITT service."""
    return [
        Route("/entries", _register(committer, publishing), methods=["POST"]),
        Route("/.well-known/scitt-keys", _concise(_keys(publishing), "There are no keys.")),
        Route("/.well-known/scitt-keys/{kid}", _concise(_key(publishing), "There is no key.")),
    ]


async def receipt_of(publishing: Publishing | None, position: int) -> Response:
    """Return the COSE Receipt of an entry, or say where it will be."""
    try:
        source = published(publishing)
        if position >= await run_in_threadpool(source.publisher.store.size):
            raise NotFoundError(f"the log has no entry {position}")
        return await _receipt(source, position, problems.OK)
    except ComptrolError as error:
        detail = problems.detail_of(error)
        return _problem(problems.status_of(error), "There is no receipt.", detail)


def _concise(endpoint: Endpoint, title: str) -> Endpoint:
    async def answered(request: Request) -> Response:
        """Answer, or tell in concise problem details why not."""
        try:
            return await endpoint(request)
        except ComptrolError as error:
            return _problem(problems.status_of(error), title, problems.detail_of(error))
        except TooLargeError as error:
            return _problem(problems.TOO_LARGE, title, str(error))
        except TooSlowError as error:
            return _problem(problems.TOO_SLOW, title, str(error))
        except OverQuotaError as error:
            told = _problem(problems.TOO_MANY, title, str(error))
            told.headers["retry-after"] = str(ceil(error.wait_s))
            return told

    return answered


def _register(committer: Committer, publishing: Publishing | None) -> Endpoint:
    async def register(request: Request) -> Response:
        """Take a statement down the one path; answer with its receipt, or where that will be."""
        given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if given not in (MEDIA_TYPE, STATEMENT_TYPE):
            raise EnvelopeError(f"content-type is {given or 'missing'}; send {MEDIA_TYPE}")
        source = published(publishing)
        raw = await bounded(request, ENVELOPE_BYTES_MAX)
        count_statements(request, 1)
        answer = await committer.submit(raw)
        if isinstance(answer, Refused):
            first = answer.findings[0]
            status = problems.status_of_refusal(first)
            return _problem(status, first.title, f"{first.code}: {first.detail}")
        return await _receipt(source, answer.position, problems.CREATED)

    return _concise(register, "It was not registered.")


async def _receipt(source: Publishing, position: int, status: int) -> Response:
    where = {"location": f"/entries/{position}"}
    try:
        await source.final(position, WAITS_S)
        body = await run_in_threadpool(cose_receipt, source.publisher, position)
    except UnavailableError:
        if source.stopped:  # it will not come by itself
            raise
        later = problems.SEE_OTHER if status == problems.CREATED else problems.FOUND
        return Response(status_code=later, headers={**where, "retry-after": "1"})
    return Response(body, status_code=status, media_type=RECEIPT_TYPE, headers=where)


def _keys(publishing: Publishing | None) -> Endpoint:
    async def keys(_: Request) -> Response:
        """Return the keys that receipts are signed with, as a COSE_KeySet."""
        found = [_cose_key(key) for key in _signing(published(publishing))]
        body = head(_ARRAY, len(found)) + b"".join(found)
        return Response(body, media_type=KEYS_TYPE)

    return keys


def _key(publishing: Publishing | None) -> Endpoint:
    async def key(request: Request) -> Response:
        """Return one key, by its kid in hexadecimal."""
        kid = request.path_params["kid"].lower()
        for known in _signing(published(publishing)):
            if known.public.hex() == kid:
                return Response(_cose_key(known), media_type=KEYS_TYPE)
        return _problem(problems.NOT_FOUND, "There is no such key.", kid)

    return key


def _signing(source: Publishing) -> list[VerifierKey]:
    final, logs = source.publisher.final, [log.key for log in source.publisher.policy.logs]
    ours = [key for key in logs if final is None or key.name == final.head.origin]
    return [key for key in ours if key.algorithm is Algorithm.ED25519]


def _cose_key(key: VerifierKey) -> bytes:
    """Return an OKP key (RFC 9053 §7.2): 1 kty 1, 2 kid, 3 alg -8, -1 crv 6 (Ed25519), -2 x."""
    public = head(BYTES, len(key.public)) + key.public
    pairs = (
        head(UNSIGNED, 1) + head(UNSIGNED, 1),
        head(UNSIGNED, 2) + public,
        head(UNSIGNED, 3) + head(NEGATIVE, 7),
        head(NEGATIVE, 0) + head(UNSIGNED, 6),
        head(NEGATIVE, 1) + public,
    )
    return bytes((_MAP | len(pairs),)) + b"".join(pairs)


def _problem(status: int, title: str, detail: str) -> Response:
    """Answer with concise problem details (RFC 9290 §2): -1 title, -2 detail."""
    pairs = ((0, title), (1, detail))
    texts = [(head(NEGATIVE, label), text.encode()) for label, text in pairs]
    body = b"".join(label + head(TEXT, len(text)) + text for label, text in texts)
    return Response(bytes((_MAP | 2,)) + body, status_code=status, media_type=PROBLEM_TYPE)
