"""The scenes in which somebody tries what must not work."""

from comptrol.entrypoints.demo.scene import Scene, answered, refused_with, rental_order
from comptrol.entrypoints.demo.stage import ORDINARY, PROVIDER, SUBSIDIARY, Stage, codes
from comptrol.kernel.errors import EnvelopeError
from comptrol.kernel.finding import Receipt


def forge(stage: Stage) -> Scene:
    """Change one bit of a signed order."""
    said = rental_order("rental-4", ORDINARY, "crop forecasts", stage, chips=64, hours=1)
    raw = bytearray(stage.envelope(PROVIDER, said, stage.next_sequence(PROVIDER)))
    raw[-100] ^= 1
    try:
        stage.platform.intake.submit(bytes(raw))
    except EnvelopeError as error:
        return Scene(held=True, lines=(f"not read: {error}",))
    return Scene(held=False)


def replay_order(stage: Stage) -> Scene:
    """Send an order again, byte for byte: the old position comes back, and nothing is added."""
    said = rental_order("rental-5", ORDINARY, "crop forecasts", stage, chips=16, hours=1)
    raw = stage.envelope(PROVIDER, said, stage.next_sequence(PROVIDER))
    first, size = stage.platform.intake.submit(raw), stage.platform.store.size()
    again = stage.platform.intake.submit(raw)
    same = isinstance(first, Receipt) and isinstance(again, Receipt) and again.repeated
    return Scene(
        held=same and stage.platform.store.size() == size,
        lines=("the old position comes back; the log has not grown",),
    )


def reuse_number(stage: Stage) -> Scene:
    """Say something else under a number that was used."""
    said = rental_order("rental-6", ORDINARY, "something else", stage, chips=9, hours=1)
    raw = stage.envelope(PROVIDER, said, stage.next_sequence(PROVIDER) - 1)
    answer = stage.platform.intake.submit(raw)
    return Scene(held=codes(answer) == ["flow.sequence-reused"], answer=answer)


def skip_number(stage: Stage) -> Scene:
    """Leave a number out."""
    said = rental_order("rental-6", ORDINARY, "crop forecasts", stage, chips=9, hours=1)
    raw = stage.envelope(PROVIDER, said, stage.next_sequence(PROVIDER) + 1)
    answer = stage.platform.intake.submit(raw)
    return Scene(held=codes(answer) == ["flow.sequence-gap"], answer=answer)


def overreach(stage: Stage) -> Scene:
    """Let a customer answer the question that only a reviewer may answer."""
    return refused_with(
        stage.says(SUBSIDIARY, answered("rental-1", "rental.parity", "proceed")),
        "flow.role-missing",
    )
