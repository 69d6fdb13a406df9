"""How the story is told: scene by scene, ending with the whole log replayed and compared."""

from collections.abc import Callable, Iterator, Sequence

from comptrol.bootstrap import Platform, found
from comptrol.entrypoints.demo.scene import Scene
from comptrol.entrypoints.demo.stage import Stage, decision
from comptrol.entrypoints.demo.story import STORY, Story
from comptrol.kernel.finding import Answer, Receipt, Refused
from comptrol.kernel.identifiers import CountryCode
from comptrol.kernel.statement import kind

Tell = Callable[[str], None]

AUTHORITY_NAME = "Authority of the demonstration (invented)"


def tell_story(
    platform: Platform, tell: Tell, log_keys: Sequence[str] = (), story: Story | None = None
) -> bool:
    """Load the bundled world, tell a story, verify the ledger; return whether all of it held."""
    story = STORY if story is None else story
    tell("0. The authority opens the log, describes the shipped chips and adopts the list")
    found(platform, name=AUTHORITY_NAME, country=CountryCode("SG"), log_keys=log_keys)
    tell(f"   {platform.store.size()} entries")
    stage, broken = Stage(platform), []
    for number, (title, play) in enumerate(story, start=1):
        tell(f"{number}. {title}")
        scene = play(stage)
        for line in _lines(scene):
            tell(f"   {line}")
        if not scene.held:
            broken.append(number)
            tell("   NOT AS EXPECTED")
    return _verified(platform, tell, len(story) + 1) and not broken


def _verified(platform: Platform, tell: Tell, number: int) -> bool:
    tell(f"{number}. The whole log is replayed, and every row compared")
    replayed = platform.rebuilt(audit=True)
    tell(
        f"   {replayed.entries} signatures checked, {replayed.derived} rulings and notes derived "
        f"again, {replayed.rows} rows compared, {len(replayed.differences)} differences"
    )
    for difference in replayed.differences:
        tell(f"   DIFFERS: {difference}")
    return not replayed.differences


def _lines(scene: Scene) -> Iterator[str]:
    yield from scene.lines
    if scene.answer is not None:
        yield from _told(scene.answer)


def _told(answer: Answer) -> Iterator[str]:
    if isinstance(answer, Refused):
        for no in answer.findings:
            yield f"refused: {no.title} ({no.code}: {no.detail})"
        return
    yield _accepted(answer)
    ruled = decision(answer)
    if ruled is None:
        return
    for finding in ruled.law:
        yield f"law: {finding.effect.value}: {finding.detail} [{finding.rule}, {finding.citation}]"
    for finding in ruled.policy:
        yield f"policy: {finding.effect.value}: {finding.detail} [{finding.rule}]"
    for question in ruled.questions:
        yield f"asks: {question.text} [{question.id}]"
    yield from ruled.steps


def _accepted(receipt: Receipt) -> str:
    then = [f"{kind(type(entry.statement))} at {entry.position}" for entry in receipt.consequences]
    return f"accepted at {receipt.position}" + (f", then {', '.join(then)}" if then else "")
