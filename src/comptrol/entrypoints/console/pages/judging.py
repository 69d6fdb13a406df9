"""What would come out, without anything being written down: judge, classify, screen."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import msgspec

from comptrol.domains.chips import ChipsView, ModelId, Specification, specification
from comptrol.domains.law import (
    Decision,
    LawAsOf,
    Policy,
    Posture,
    Specs,
    classify,
    rulebook_named,
)
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.pages.asked import Given
from comptrol.entrypoints.console.pages.deciding import decided, limbs_on
from comptrol.entrypoints.console.visitor import Audience
from comptrol.kernel.errors import ComptrolError, UnreadableError

MODELS_MAX: Final = 500
ANSWER: Final = "answer-"
"""Before the name of a question that is answered on trial."""
SPECS: Final = (
    ("dense_Tops", "Dense operations, tera a second", "989.4"),
    ("bits", "Bits of these operations", "16"),
    ("die_mm2", "Area of the logic dies, mm²", "814"),
    ("io_bidir_GBps", "Input and output, both ways, GB/s", "900"),
    ("dram_GBps", "Memory bandwidth, GB/s", "3350"),
)
"""A chip by its numbers, in the words of the public contract, with an example of each."""
_RECIPIENT: Final = ("name", "country", "hq_country", "ultimate_parent_hq")
_WHOLE: Final = frozenset({"bits"})


def judging(asking: Asking) -> Mapping[str, Any]:
    """Show the form, and how what it says would be ruled on."""
    shown = {
        "given": Given(asking.words),
        "models": asking.ask("chips", "models", limit=MODELS_MAX),
        "specs": SPECS,
        "postures": [it.value for it in Posture],
        "policies": [it.value for it in Policy],
        "red_flags": sorted(rulebook_named(asking.world, None).red_flags.items()),
        "wrong": "",
        "judged": None,
    }
    if not asking.word("door"):
        return shown
    try:
        return {**shown, "judged": _judged(asking)}
    except ComptrolError as error:
        return {**shown, "wrong": str(error)}


def _judged(asking: Asking) -> Mapping[str, Any]:
    law = rulebook_named(asking.world, None)
    found: Decision = asking.ask(
        "gate",
        "judge",
        request=_request(asking),
        as_of=asking.word("as_of") or None,
        known_at=asking.word("known_at") or None,
        posture=asking.word("posture") or None,
        policy=asking.word("policy") or None,
    )
    return {**decided(found, law, _specification(asking)), "rulebook": law}


def _request(asking: Asking) -> Mapping[str, Any]:
    """Return what was filled in, in the words of the public contract; what is empty is unknown."""
    sale = asking.word("door") == "sale"
    places = ("from", "to") if sale else ("site_country",)
    request: dict[str, Any] = {
        "door": asking.word("door"),
        "item": {**_item(asking), "quantity": _number(asking, "quantity", "1")},
        "recipient": {it: asking.word(it) for it in _RECIPIENT if asking.word(it)},
        **{it: asking.word(it).upper() for it in places if asking.word(it)},
        **{it: asking.word(it) for it in ("end_use", "licence") if asking.word(it)},
    }
    for name in ("country", "hq_country", "ultimate_parent_hq"):
        if name in request["recipient"]:
            request["recipient"][name] = request["recipient"][name].upper()
    if not sale and asking.word("chip_hours"):
        request["chip_hours"] = asking.word("chip_hours")
    if asking.word("red_flag"):
        request["red_flags"] = [asking.word("red_flag")]
    answers = {
        name.removeprefix(ANSWER): value
        for name, value in asking.words.items()
        if name.startswith(ANSWER) and value
    }
    return {**request, "answers": answers} if answers else request


def _item(asking: Asking) -> Mapping[str, Any]:
    chip, numbers = asking.word("chip"), _numbers(asking)
    if chip and numbers:
        raise UnreadableError("a chip by its name or by its numbers, not by both")
    if not chip and not numbers:
        raise UnreadableError("name a chip of the catalogue, or give its numbers")
    return {"chip": chip} if chip else {"specs": numbers}


def _numbers(asking: Asking) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, _, _ in SPECS:
        if asking.word(name):
            found[name] = _number(asking, name) if name in _WHOLE else asking.word(name)
    if asking.word("market"):
        found["market"] = asking.word("market")
    return found


def _number(asking: Asking, name: str, otherwise: str = "") -> int:
    given = asking.word(name, otherwise) or otherwise
    if not given.isascii() or not given.isdigit() or len(given) > 15:  # noqa: PLR2004
        raise UnreadableError(f"{name}: {given[:40]!r} is no whole number")
    return int(given)


def _specification(asking: Asking) -> Specification | None:
    """Return what the chip can do, from the catalogue or as it was filled in."""
    if asking.word("chip"):
        known = asking.world[ChipsView].models.get(ModelId(asking.word("chip")))
        return specification(asking.world[ChipsView], known.model) if known is not None else None
    try:
        return msgspec.convert(_numbers(asking), Specs, strict=False).specification()
    except msgspec.ValidationError as error:
        raise UnreadableError(str(error)) from error


def classifying(asking: Asking) -> Mapping[str, Any]:
    """Show the class of a chip on a day, by its name or its numbers, with the arithmetic."""
    shown = {
        "given": Given(asking.words),
        "models": asking.ask("chips", "models", limit=MODELS_MAX),
        "specs": SPECS,
        "wrong": "",
        "found": None,
    }
    if not asking.word("chip") and not _numbers(asking):
        return shown
    try:
        return {**shown, **_classified(asking)}
    except ComptrolError as error:
        return {**shown, "wrong": str(error)}


def _classified(asking: Asking) -> Mapping[str, Any]:
    _item(asking)
    law, day = rulebook_named(asking.world, None), asking.day("as_of")
    if asking.word("chip"):
        found = asking.ask("gate", "classification", chip=asking.word("chip"), as_of=day)
    else:
        asked = _specification(asking)
        assert asked is not None, "numbers make a specification"  # noqa: S101
        found = classify(asked, day, law)
    as_of = LawAsOf(rulebook=law, day=day, known_at=date.max)
    return {
        "found": found,
        "limbs": limbs_on(found, as_of, _specification(asking)),
        "rulebook": law,
        "day": day,
    }


PAGES: Final = (
    Page(
        path="/judge",
        title="Judge a sale or a rental",
        template="gate/judge.html",
        audience=frozenset({Audience.PUBLIC}),
        answer=judging,
        menu="The gate",
    ),
    Page(
        path="/classify",
        title="Classify a chip",
        template="gate/classify.html",
        audience=frozenset({Audience.PUBLIC}),
        answer=classifying,
        menu="The gate",
    ),
)
