"""Give the log new keys for its heads."""

from contextlib import closing

import click
import msgspec

from comptrol.bootstrap import (
    AUTHORITY,
    add_to_policy,
    log_key_added,
    new_log_keys,
    policy_of,
    publisher,
)
from comptrol.domains.ledger import LedgerView, Use, VerifierKeyRevoked
from comptrol.entrypoints.cli.commands.say import tell
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit, opened
from comptrol.flow.answers import in_words
from comptrol.kernel.errors import UnavailableError
from comptrol.kernel.finding import Refused
from comptrol.kernel.statement import Statement
from comptrol.settings import Settings


@click.command()
@click.option("--reason", required=True, help="Why the keys are changed, for the log.")
@data_option
@as_json
@click.pass_obj
def command(settings: Settings, reason: str, data: str | None, as_json: bool) -> int:
    """Make a new pair of keys, name them in the log, revoke those in force, and publish.

    Heads are signed with the new keys from here on. Old receipts keep verifying: the policy keeps
    the old keys beside the new ones. Verifiers need the new ones: give them the policy.
    """
    folder = settings.over(data=data).folder
    with closing(opened(settings, data)) as platform:
        with platform.world() as world:
            held = [k for k in world[LedgerView].keys.where(use=Use.LOG) if k.revoked_at is None]
        if not held:
            raise UnavailableError("this log has no keys for its heads to change")
        ended = [VerifierKeyRevoked(name=k.name, key=k.key, reason=reason) for k in held]
        for one in ended:  # what cannot be said is found out before there are new keys
            platform.catalogue.decode(msgspec.json.encode(one))
        policy_of(folder)
        platform.store.claim()
        made = new_log_keys(folder, held[0].name)
        said: list[Statement] = [*map(log_key_added, made), *ended]
        add_to_policy(folder, made)
        answers = platform.speaker(AUTHORITY).say_all(said)
        refused = next((answer for answer in answers if isinstance(answer, Refused)), None)
        missing = "" if refused is None else "the new keys were refused"
        if refused is None:
            with publisher(platform, folder) as publishes:
                missing = publishes.publish().missing
    if as_json:
        words = [in_words(answer) for answer in answers]
        emit({"keys": made, "answers": words, "final": not missing, "missing": missing})
    else:
        for answer in answers:
            tell(answer)
        click.echo(
            f"New keys of {held[0].name}: give verifiers and witnesses the policy. The old keys "
            "stay in it for old receipts: if they were stolen, take their log lines out."
        )
        if missing:
            click.echo(f"No head of theirs is final: {missing}")
    return NO if missing else YES
