"""The fields of one event: what is there, or which is missing and what was expected."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

from comptrol.adapters.epcis.names import Names, digest_in
from comptrol.adapters.epcis.words import word_of
from comptrol.domains.chips import ModelId
from comptrol.domains.registry import ChipId, LotId, Serial, SerialRange, SiteId
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import Digest, PartyId

ITEMS_MAX: Final = 10_000
"""Items to one list: more than any statement has room for."""
_MOMENT: Final = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)", re.ASCII
)
_OFFSET: Final = re.compile(r"[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00)")
_NUMBERS: Final = ("first", "last", "digits")


class Fields:
    """One event, read under the names of one registry."""

    def __init__(self, event: object, names: Names, prefix: str) -> None:
        if not isinstance(event, dict):
            raise UnreadableError("an event is an object")
        self.event: Mapping[str, Any] = event
        self.names, self._prefix = names, prefix

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401
        """Return what stands under a key of the standard, or nothing."""
        return self.event.get(key)

    def own(self, field: str, of: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401
        """Return what stands in a field of ours, or nothing."""
        return (self.event if of is None else of).get(f"{self._prefix}{field}")

    def text(self, field: str, of: Mapping[str, Any] | None = None) -> str:
        """Return a text of ours that has to be there."""
        found = self.own(field, of)
        if not isinstance(found, str):
            raise UnreadableError(f"{field}: expected a text, in a field of ours")
        return found

    def step(self) -> str:
        """Return the business step, as a word of CBV 2.0."""
        found = word_of(self["bizStep"], "BizStep")
        if found is None:
            raise UnreadableError("bizStep: expected a word of CBV 2.0")
        return found

    def disposition(self) -> str | None:
        """Return the disposition, as a word of CBV 2.0."""
        return word_of(self["disposition"], "Disp")

    def day(self, now: datetime) -> date:
        """Return the day of the event, in UTC. What is still to come has not happened."""
        offset = self["eventTimeZoneOffset"]
        if not isinstance(offset, str) or not _OFFSET.fullmatch(offset):
            raise UnreadableError(
                f"eventTimeZoneOffset {_shown(offset)}: expected one like +01:00"
            )
        return moment("eventTime", self["eventTime"], now).astimezone(UTC).date()

    def party(self) -> PartyId | None:
        """Return who says so; nothing where the event does not tell."""
        found = self.own("party")
        return None if found is None else PartyId(self.names.read("party", found))

    def lot(self) -> LotId | None:
        """Return the lot that a field of ours names."""
        found = self.own("lot")
        return None if found is None else self.names.lot(found)

    def site(self) -> SiteId:
        """Return where the chips are after it."""
        found = self["bizLocation"]
        if not isinstance(found, dict):
            raise UnreadableError("bizLocation: expected the site at which the chips are")
        return SiteId(self.names.read("site", found.get("id")))

    def items(self, key: str, found: object = None) -> list[Any]:
        """Return a list, empty where there is none."""
        listed = self[key] if found is None else found
        if listed is None:
            return []
        if not isinstance(listed, list):
            raise UnreadableError(f"{key}: expected a list")
        if len(listed) > ITEMS_MAX:
            raise UnreadableError(f"{key}: {len(listed)} items; at most {ITEMS_MAX}")
        return listed

    def chips(self, key: str, found: object = None) -> tuple[ChipId, ...]:
        """Return the chips that a list names, each once."""
        chips = tuple(map(self.names.chip, self.items(key, found)))
        if len(set(chips)) != len(chips):
            raise UnreadableError(f"{key}: a chip stands in it twice")
        return chips

    def own_chips(self, field: str) -> tuple[ChipId, ...]:
        """Return the chips that a list of ours names, each once."""
        return self.chips(field, self.own(field) or [])

    def quantity(self, key: str) -> tuple[LotId | None, int | None]:
        """Return the one lot of a list of quantities, and how many of it."""
        listed = self.items(key)
        if not listed:
            return None, None
        if len(listed) != 1 or not isinstance(listed[0], dict):
            raise UnreadableError(f"{key}: expected one lot")
        if listed[0].get("uom") is not None:
            raise UnreadableError(f"{key}: chips are counted, and have no uom")
        return self.names.lot(listed[0].get("epcClass")), _whole(key, listed[0].get("quantity"))

    def paper(self, type_: str, word: str) -> str | None:
        """Return the name of the business transaction of a type; nothing where there is none."""
        uri = self._paper(type_)
        return None if uri is None else self.names.read(word, uri)

    def certificate(self) -> Digest:
        """Return the digest of the certificate."""
        return digest_in(self._paper("cert"))

    def _paper(self, type_: str) -> object:
        uris = [
            it.get("bizTransaction")
            for it in self.items("bizTransactionList")
            if isinstance(it, dict) and word_of(it.get("type"), "BTT") == type_
        ]
        if len(uris) > 1:
            raise UnreadableError(f"bizTransactionList: {len(uris)} of type {type_}")
        return uris[0] if uris else None

    def end(self, which: str, type_: str, word: str) -> str:
        """Return the party or the place at one end of a hand-over."""
        uris = [
            it.get(which)
            for it in self.items(f"{which}List")
            if isinstance(it, dict) and word_of(it.get("type"), "SDT") == type_
        ]
        if len(uris) != 1:
            raise UnreadableError(f"{which}List: expected one of type {type_}")
        return self.names.read(word, uris[0])

    def birth(self) -> tuple[LotId | None, ModelId]:
        """Return what a new lot is called and of which model it is."""
        found = self["ilmd"]
        if not isinstance(found, dict):
            raise UnreadableError(
                "ilmd: expected cbvmda:lotNumber, and the model in a field of ours"
            )
        number = found.get("cbvmda:lotNumber")
        model = ModelId(self.names.read("model", self.own("model", found)))
        return (LotId(number) if isinstance(number, str) else self.lot()), model

    def serials(self) -> tuple[tuple[SerialRange, ...], tuple[Serial, ...]]:
        """Return serials in ranges and one by one, as a field of ours has them."""
        found = self.own("serials")
        if not isinstance(found, dict):
            raise UnreadableError("serials: expected them, in a field of ours")
        ranges = self.items("ranges", self.own("ranges", found) or [])
        listed = self.items("listed", self.own("listed", found) or [])
        return tuple(map(self._range, ranges)), tuple(Serial(str(it)) for it in listed)

    def _range(self, found: object) -> SerialRange:
        if not isinstance(found, dict):
            raise UnreadableError("ranges: expected prefix, first, last and digits")
        first, last, digits = (_whole(it, self.own(it, found)) for it in _NUMBERS)
        if first is None or last is None or digits is None:
            raise UnreadableError("ranges: expected first, last and digits")
        prefix = self.text("prefix", found)
        return SerialRange(prefix=prefix, first=first, last=last, digits=digits)


def moment(key: str, found: object, now: datetime) -> datetime:
    """Return a moment of RFC 3339 that has come already."""
    try:
        written = isinstance(found, str) and _MOMENT.fullmatch(found)
        at = datetime.fromisoformat(str(found)).astimezone(UTC) if written else None
    except ValueError:
        at = None
    if at is None:
        raise UnreadableError(
            f"{key} {_shown(found)}: expected a moment like 2026-01-31T09:00:00Z"
        )
    if at > now:
        raise UnreadableError(f"{key} {found}: it is still to come")
    return at


def _whole(key: str, value: object) -> int | None:
    """Return a whole number, also where it is written with a point."""
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise UnreadableError(f"{key} {_shown(value)}: expected a whole number")
    return value


def _shown(value: object) -> str:
    return repr(value)[:60]
