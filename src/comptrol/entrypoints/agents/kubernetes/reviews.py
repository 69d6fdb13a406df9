"""What the API server asks of a webhook, and how it is answered (admission.k8s.io/v1).

The review is that of k8s.io/api/admission/v1; no schema of it is published with the others.
"""

from base64 import b64encode
from typing import Annotated, Any, Final, NamedTuple

import msgspec
from msgspec import Meta

from comptrol.entrypoints.agents.kubernetes.words import UID_CHARACTERS_MAX
from comptrol.kernel.errors import UnreadableError

VERSION: Final = "admission.k8s.io/v1"
KIND: Final = "AdmissionReview"
MESSAGE_MAX: Final = 4000
WARNING_MAX: Final = 250
"""Longer ones may be cut short by whoever shows them (k8s.io/api/admission/v1, warnings)."""
FORBIDDEN: Final = 403
UNAVAILABLE: Final = 503


class GroupVersionKind(msgspec.Struct, frozen=True, kw_only=True):
    """What kind of object it is."""

    group: str = ""
    version: str = ""
    kind: str


class UserInfo(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks the API server."""

    username: str = ""


class Request(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One request to the API server, about to be carried out."""

    uid: Annotated[str, Meta(min_length=1, max_length=UID_CHARACTERS_MAX)]
    kind: GroupVersionKind
    sub_resource: str | None = None
    name: str | None = None
    namespace: str | None = None
    operation: str
    user_info: UserInfo = UserInfo()
    object: dict[str, Any] | None = None
    old_object: dict[str, Any] | None = None
    dry_run: bool | None = None

    @property
    def user(self) -> str:
        """Return the name of whoever asks."""
        return self.user_info.username


class _Review(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    api_version: str
    kind: str
    request: Request


class Verdict(NamedTuple):
    """How a review is answered."""

    allowed: bool
    message: str = ""
    code: int = FORBIDDEN
    warnings: tuple[str, ...] = ()
    audit: tuple[tuple[str, str], ...] = ()
    patch: tuple[dict[str, Any], ...] = ()
    """Operations of JSON Patch (RFC 6902)."""


def read_review(raw: bytes) -> Request:
    """Read a review, or raise UnreadableError: the API server then fails closed."""
    try:
        review = msgspec.json.decode(raw, type=_Review)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableError(f"this is no AdmissionReview: {error}") from error
    if (review.api_version, review.kind) != (VERSION, KIND):
        raise UnreadableError(
            f"{review.api_version} {review.kind} is not understood; send {VERSION} {KIND}"
        )
    return review.request


def answer(uid: str, verdict: Verdict) -> bytes:
    """Write the answer to a review."""
    response: dict[str, Any] = {"uid": uid, "allowed": verdict.allowed}
    if not verdict.allowed:
        status = "Forbidden" if verdict.code == FORBIDDEN else "ServiceUnavailable"
        message = _short(verdict.message, MESSAGE_MAX)
        response["status"] = {
            "status": "Failure",
            "code": verdict.code,
            "reason": status,
            "message": message,
        }
    if verdict.warnings:
        response["warnings"] = [_short(line, WARNING_MAX) for line in verdict.warnings]
    if verdict.audit:
        response["auditAnnotations"] = dict(verdict.audit)
    if verdict.patch:
        response["patchType"] = "JSONPatch"
        response["patch"] = b64encode(msgspec.json.encode(verdict.patch)).decode()
    return msgspec.json.encode({"apiVersion": VERSION, "kind": KIND, "response": response})


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
