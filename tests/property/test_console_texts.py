"""Whatever somebody wrote, a page shows it as text: one element around it, and none inside."""

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st
from tests.console.structure import structure
from typing_extensions import override

from comptrol.entrypoints.console.wording import apart, environment, printable, short

TEXTS = st.one_of(
    st.text(),
    st.text(alphabet="<>&\"'{}%/= scriptonload\u202e\u200f\x00\x1b\n"),
    st.sampled_from(["<script>x</script>", "</bdi><b>", "{{ 7*7 }}", "\"' onload=x", "&lt;b&gt;"]),
)
PAGE = environment().from_string(
    '<p title="{{ it }}">{{ it|apart }}{{ it|short(40) }}'
    '<a href="/{{ it|segment }}">{{ it }}</a></p>'
)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words = ""

    @override
    def handle_data(self, data: str) -> None:
        self.words += data


def words(html: str) -> str:
    parser = _Words()
    parser.feed(html)
    parser.close()
    return parser.words


@given(TEXTS)
def test_a_text_is_set_apart_and_stays_what_it_was(text: str) -> None:
    shown = apart(text)
    assert structure(shown) == [("bdi", ())]
    assert words(shown) == printable(text)


@given(TEXTS, st.integers(2, 50))
def test_a_text_that_is_cut_is_no_longer_than_asked(text: str, letters: int) -> None:
    shown = short(text, letters)
    assert structure(shown) == [("bdi", ())]
    assert len(words(shown)) <= letters


@given(TEXTS)
def test_a_template_with_a_text_has_the_elements_that_it_has_without(text: str) -> None:
    assert structure(PAGE.render(it=text)) == structure(PAGE.render(it="plain"))
