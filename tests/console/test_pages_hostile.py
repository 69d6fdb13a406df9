"""Whatever somebody wrote into the log is text on these pages, and nothing but text."""

import pytest
from tests.console.hostile import hostile
from tests.console.standing_in import seen_by, visitor_of
from tests.console.test_pages_public import PATHS
from tests.console.told import told

TEXTS = {
    "markup": "a <script>alert(1)</script> <img src=x onerror=alert(1)> </textarea> \"' x",
    "right to left": "a \u202eevil\u202c \u2066b\u2069 \u0000 \u0007 x",
    "long": "a " + "x" * 10_000,
    "emoji": "a \U0001f600 \U0001f468\u200d\U0001f469\u200d\U0001f467 x",
}
OURS = (
    ("authority", "/console/parties"),
    ("authority", "/console/parties/lioncrest-research"),
    ("review-office", "/console/parties/inspur-beijing"),
    ("review-office", "/console/search?q=lioncrest"),
    ("inspur-beijing", "/console/mine"),
    ("inspur-beijing", "/console/mine/orders/sale-2"),
    ("rio-claro-analytics", "/console/mine/orders/rental-2"),
    *(("authority", path) for path in PATHS),
)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_hostile_text_stays_text(text: str) -> None:
    platform = hostile(told(), text)
    for who, path in OURS:
        answer = seen_by(platform, visitor_of(told(), who)).get(path)
        assert answer.status_code == 200, (who, path)
        for mark in ("<script>alert", "<img src=x", "\u202e", "\u2066", "\x00", "\x07"):
            assert mark not in answer.text, (who, path, mark)
        assert len(answer.text) < 900_000, (who, path)
