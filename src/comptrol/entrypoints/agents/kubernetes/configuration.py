"""What does an operator say about a cluster: whose namespaces, which chips, how long at most?

One YAML file, read once and whole: a field that is misspelt is an error, and so is a file that
leaves open what has to be known.
"""

from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
import yaml
from msgspec import Meta

from comptrol.domains.chips import ModelId
from comptrol.domains.gate import OrderId, Service
from comptrol.domains.registry import SiteId
from comptrol.entrypoints.agents.kubernetes.configuration_parts import (
    ApiServerAt,
    Installed,
    Trusted,
    Webhook,
)
from comptrol.kernel.errors import NotFoundError, UnreadableError
from comptrol.kernel.identifiers import NAME, PartyId

FILE_BYTES_MAX: Final = 1024 * 1024
CLUSTER: Final = r"^[a-z0-9]([a-z0-9-]{0,13}[a-z0-9])?$(?!\n)"
Wait = Annotated[int, Meta(ge=1, le=86_400)]
Name = Annotated[str, Meta(pattern=NAME)]


class Namespace(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose a namespace is, and what it is for."""

    customer: PartyId
    end_use: Annotated[str, Meta(min_length=1, max_length=400)]
    under: OrderId | None = None
    """The order of the reserved cluster that its jobs are part of."""
    programme: Name | None = None
    """What its jobs are for, where that was awarded: they draw on the award."""


class Resource(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A resource that stands for chips. One unit is one chip, also where it is a part of one."""

    name: Annotated[str, Meta(min_length=3, max_length=253, pattern=r"^[^/\s]+/\S+$")]
    """Such as ``nvidia.com/gpu``; ``nvidia.com/mig-*`` for all that begin so."""
    model: ModelId | None = None
    """Which chip it is; nothing: the pod has to say by ``chip_label``."""


class Configuration(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that the agent is told."""

    cluster: Annotated[str, Meta(pattern=CLUSTER)]
    site: SiteId
    service: Service = Service.MANAGED_JOB
    namespaces: Annotated[dict[str, Namespace], Meta(min_length=1, max_length=5000)]
    resources: Annotated[tuple[Resource, ...], Meta(min_length=1, max_length=50)]
    no_chips: Annotated[tuple[str, ...], Meta(max_length=50)] = ()
    """Resources under the same prefixes that stand for no chips: network cards and the like."""
    chip_label: str | None = None
    """The node label that says which chip a node has: a pod's node selector then decides."""
    chips_by_label: dict[str, ModelId] = {}
    chips_by_flavor: dict[str, ModelId] = {}
    """By the name of a ResourceFlavor of Kueue."""
    longest_s: Annotated[int, Meta(ge=60, le=2**31 - 1)] | None = None
    """What has no deadline is given this one; nothing: it is refused."""
    confirm_within_s: Wait = 120
    answer_within_s: Annotated[float, Meta(ge=0.1, le=5)] = 1.5
    """Less than the API server waits (``timeoutSeconds``), so that the sentence is ours."""
    review_after_s: Wait = 900
    """Kueue: when an order that a person must answer is looked at again."""
    room_after_s: Wait = 300
    """Kueue: when an order that no cap had room for is asked for again."""
    stops_every_s: Wait = 30
    kueue: bool = True
    """Whether the cluster has Kueue, and the admission check is to be answered."""
    jobsets: bool = True
    """Whether the cluster has JobSets."""
    trusted: Trusted = Trusted()
    webhook: Webhook = Webhook()
    api: ApiServerAt = ApiServerAt()
    install: Installed = Installed()
    desk: dict[str, Any]
    """Where the orders go: ``gate``, the address of a provider's own gate, or an authority."""

    def resource(self, name: str) -> Resource | None:
        """Return the resource of a name; nothing where it stands for no chip.

        A name under the same prefix as a resource that does stand for chips, but unlisted,
        raises UnreadableError: it may be the same chips by another name.
        """
        for known in self.resources:
            if fnmatchcase(name, known.name):
                return known
        prefix = name.partition("/")[0]
        if any(fnmatchcase(name, other) for other in self.no_chips):
            return None
        if any(prefix == known.name.partition("/")[0] for known in self.resources):
            raise UnreadableError(
                f"{name} is not among the resources that this gate knows; its operators have to "
                "say which chip it stands for"
            )
        return None

    def namespace(self, name: str) -> Namespace:
        """Return whose a namespace is, or raise UnreadableError."""
        found = self.namespaces.get(name)
        if found is None:
            raise UnreadableError(
                f"namespace {name} belongs to no customer that this gate knows; its operators "
                "have to enter it"
            )
        return found


def read_configuration(path: Path) -> Configuration:
    """Read the file, or raise NotFoundError or UnreadableError with what was expected."""
    try:
        with path.open("rb") as file:
            raw = file.read(FILE_BYTES_MAX + 1)
    except FileNotFoundError as error:
        raise NotFoundError(f"{path} does not exist") from error
    except OSError as error:
        raise UnreadableError(f"{path} cannot be read: {error.strerror}") from error
    if len(raw) > FILE_BYTES_MAX:
        raise UnreadableError(f"{path} has more than {FILE_BYTES_MAX} bytes")
    try:
        return configuration_of(yaml.safe_load(raw))
    except msgspec.ValidationError as error:
        raise UnreadableError(f"{path}: {error}") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # no day, or too long a number
        raise UnreadableError(f"{path} is no YAML: {error}") from error


def configuration_of(body: Any) -> Configuration:  # noqa: ANN401  (what YAML has)
    """Read what a file says, or raise msgspec.ValidationError."""
    return msgspec.convert(body, Configuration, dec_hook=_path)


def _path(kind: type, value: object) -> Path:
    if kind is not Path or not isinstance(value, str):
        raise ValueError(f"{value!r} is no path")
    return Path(value)
