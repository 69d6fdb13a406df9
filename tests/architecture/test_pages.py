"""Pages are found, and no page names a command, an option or a page that is not there."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from tests.following import ROOT, fences

from comptrol.entrypoints.cli.app import comptrol

PAGES = sorted(
    path
    for folder in ("docs", "docs/tutorials", "docs/how-to")
    for path in (ROOT / folder).glob("*.md")
)
INDEX = ROOT / "docs/index.md"
WRITTEN = [ROOT / "README.md", *PAGES]
GENERATED = {"reference.md", "console-pages.md"}
SAID = re.compile(r"`((?:\.venv/bin/)?comptrol [^`]+)`")
BEGINNING = re.compile(r"^(?:\$ )?(?:[A-Z_]+=\S+ )*(?:\.venv/bin/|\$)?(?:comptrol|C)(?= )")
ENDS = frozenset({"|", "||", "&&", ";", ">", ">>", "<", "2>", "&", "…", "#", ")"})


def said(page: str) -> Iterator[str]:
    """Yield every command line of ours in a page: in blocks and between backquotes."""
    for block in fences(page):
        if block.language in {"", "sh", "console", "shell", "bash"}:
            for line in block.body.replace("\\\n", " ").splitlines():
                if begun := BEGINNING.match(line.strip()):
                    yield "comptrol" + line.strip()[begun.end() :]
    for line in SAID.findall(re.sub(r"```.*?```", "", page, flags=re.DOTALL)):
        yield line.removeprefix(".venv/bin/").replace("\n", " ")


def words_of(line: str) -> list[str]:
    """Return the words of a command line up to what is another command, or prose."""
    lexed = shlex.shlex(line, posix=True, punctuation_chars="|;<>&")
    lexed.whitespace_split, lexed.commenters = True, "#"
    words = list[str]()
    try:
        for word in lexed:
            if word in ENDS or set(word) <= set("|;<>&"):
                break
            words.append(word)
    except ValueError:  # a quotation that goes on in the next line
        pass
    return words


def wrong_in(line: str) -> str | None:
    """Say what a command line has that no command of ours has."""
    _, *words = words_of(line)
    command: click.Command = comptrol
    while words and isinstance(command, click.Group):
        if words[0].startswith("-"):
            options = {it for one in command.params for it in one.opts} | {
                "--help",
                "-h",
                "--version",
            }
            if words[0].partition("=")[0] not in options:
                return f"{command.name} has no {words[0]}"
            words = words[2:] if words[0] == "--data" else words[1:]
            continue
        if not re.fullmatch(r"[a-z-]+", words[0]):
            return None  # several at once (`account add|list`), or any (`law …`)
        found = command.get_command(click.Context(command), words[0])
        if found is None:
            return f"{command.name} has no command {words[0]}"
        command, words = found, words[1:]
    known = {it for one in command.params for it in (*one.opts, *one.secondary_opts)}
    for word in words:
        option = word.strip("[](),.").partition("=")[0]
        if re.fullmatch(r"--?[a-z][a-z-]*", option) and option not in known | {"--help", "-h"}:
            return f"{command.name} has no option {option}"
    return None


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.stem)
def test_a_command_that_a_page_names_is_there_with_its_options(path: Path) -> None:
    page = path.read_text()
    assert [(line, it) for line in said(page) if (it := wrong_in(line)) is not None] == []


WRONG = [
    "comptrol gates queue",
    "comptrol gate que",
    "comptrol gate queue --loud",
    "comptrol --loud",
]


@pytest.mark.parametrize("line", WRONG)
def test_what_is_not_there_is_found(line: str) -> None:
    assert wrong_in(line) is not None


def test_commands_are_found_wherever_they_stand() -> None:
    page = "`comptrol ask x`\n```\n$ comptrol say a | head\nC=1 comptrol sign b\n```\n"
    assert list(said(page)) == ["comptrol say a | head", "comptrol sign b", "comptrol ask x"]


def test_the_map_has_every_page() -> None:
    index = INDEX.read_text()
    linked = {
        (INDEX.parent / it.partition("#")[0]).resolve()
        for it in re.findall(r"\]\(([^)]+)\)", index)
    }
    assert [str(path) for path in PAGES if path != INDEX and path.resolve() not in linked] == []


def test_every_figure_that_falls_short_is_among_the_limits() -> None:
    rows = (ROOT / "docs/performance.md").read_text().splitlines()
    fall_short = [row for row in rows if "**not met**" in row]
    short = [it for row in fall_short for it in re.findall(r"`([a-z_]+\.\w+)`", row)[:1]]
    limits = (ROOT / "docs/limits.md").read_text()
    assert len(short) == len(fall_short) > 0, "every row names its figure"
    assert [name for name in short if name not in limits] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_an_anchor_of_a_link_is_a_heading(path: Path) -> None:
    for page, anchor in re.findall(r"\]\(([^)#\s]*)#([^)\s]+)\)", path.read_text()):
        if page.startswith("http"):
            continue
        there = (path.parent / page) if page else path
        titles = re.findall(r"^#+ (.*)$", there.read_text(), re.MULTILINE)
        assert anchor in {slug(it) for it in titles}, f"{page}#{anchor}"


def slug(title: str) -> str:
    """Return the anchor that a heading has where Markdown is shown."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
