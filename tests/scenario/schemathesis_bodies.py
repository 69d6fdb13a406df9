"""How Schemathesis writes bodies that are no JSON: run by the referee alone."""

import schemathesis  # type: ignore[import-not-found]  # of the referees' environment


@schemathesis.serializer("application/cose", "application/cbor-seq")  # type: ignore[untyped-decorator]
def as_bytes(_: object, value: object) -> bytes:
    """Return texts and whatever else is drawn as bytes."""
    return value if isinstance(value, bytes) else str(value).encode()
