"""The platform over a stage of the rules: every party's key is at hand, and the clock stands."""

from tests.rules.stage import CATALOGUE, WORKERS, Stage, key_of
from typing_extensions import override

from comptrol.adapters.keyring_files import PartyKey
from comptrol.adapters.keyring_memory import MemoryKeyring
from comptrol.adapters.vault_sqlite import SqliteVault
from comptrol.bootstrap import Platform
from comptrol.domains import DOMAINS
from comptrol.flow.questions import Questions
from comptrol.flow.vaulting import Vaulting
from comptrol.flow.world import References
from comptrol.kernel.identifiers import PartyId


class StagedKeys(MemoryKeyring):
    """The keys under which everybody speaks on a stage."""

    @override
    def of(self, party: PartyId) -> PartyKey:
        return key_of(party)

    @override
    def has(self, party: PartyId) -> bool:
        return True


def keys_of(*parties: str) -> MemoryKeyring:
    """Return the keys of these alone: nobody else can sign here."""
    keyring = MemoryKeyring()
    for party in parties:
        keyring.keep(key_of(PartyId(party)))
    return keyring


def platform_of(
    stage: Stage, keyring: MemoryKeyring | None = None, references: References | None = None
) -> Platform:
    """Return a platform whose log is that of a stage."""
    vault = Vaulting(vault=SqliteVault(None), intake=stage.intake, randomness=bytes)
    return Platform(
        intake=stage.intake,
        store=stage.store,
        catalogue=CATALOGUE,
        questions=Questions(DOMAINS),
        references=references or stage.references,
        keyring=keyring or StagedKeys(),
        workers=WORKERS,
        vault=vault,
        kept=None,
    )
