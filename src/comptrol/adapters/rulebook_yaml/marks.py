"""Reads one YAML file as one type; every mistake is named by file, line and field.

Unknown words, wrong types, values out of order, doubled words and missing sources are refused.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from importlib.resources.abc import Traversable
from typing import Any, Final, TypeVar

import msgspec
import yaml

from comptrol.kernel.errors import UnreadableError

T = TypeVar("T")

_AT: Final = re.compile(r"^(?P<what>.*?)(?: - at `(?:key in )?\$(?P<path>[^`]*)`)?$", re.DOTALL)
_STEP: Final = re.compile(r"\.(\w+)|\[(\d+)\]")
_FIELD: Final = re.compile(r"field `(\w+)`")
_IN_ORDER: Final = frozenset({"values", "enforcement", "codified"})


class _Loader(yaml.CSafeLoader):
    """YAML with exact numbers (5.92 is a decimal) and the booleans of YAML 1.2: true and false.

    The older ones read the country code NO, the answer yes and the word on as something else.
    """


_BOOLEAN: Final = "tag:yaml.org,2002:bool"
_Loader.yaml_implicit_resolvers = {
    letter: [it for it in resolvers if it[0] != _BOOLEAN]
    for letter, resolvers in _Loader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(_BOOLEAN, re.compile(r"^(?:true|false)$"), list("tf"))


def _decimal(loader: _Loader, node: yaml.ScalarNode) -> Decimal:
    return Decimal(loader.construct_scalar(node))


_Loader.add_constructor("tag:yaml.org,2002:float", _decimal)


BYTES_MAX: Final = 1 << 20
DEPTH_MAX: Final = 20
"""So long and so deep is no file of a rulebook; deeper ones would exhaust whoever reads them."""
PARTS_MAX: Final = 200_000
"""Words, lists and mappings of one file, each alias counted as all that it names."""


def read_marked(file: Traversable, kind: type[T]) -> T:
    """Read one YAML file as one type, or say where it cannot be."""
    raw = _raw(file)
    try:
        _check_depth(file.name, raw)
        _check_aliases(file.name, raw)
        loader = _Loader(raw)
        node = loader.get_single_node()
        content = None if node is None else loader.construct_document(node)
    except (yaml.YAMLError, ValueError, ArithmeticError, RecursionError) as error:
        raise UnreadableError(f"{file.name}: cannot be read as YAML: {error}") from error
    if node is None:
        raise UnreadableError(f"{file.name}, line 1, field (all): the file is empty")
    _check_words(file.name, node, set())
    try:
        return msgspec.convert(content, type=kind)
    except msgspec.ValidationError as error:
        raise _explained(file.name, node, str(error)) from error


def _raw(file: Traversable) -> bytes:
    """Return the bytes of a file, of which no more are read than one may have."""
    try:
        with file.open("rb") as opened:
            raw = opened.read(BYTES_MAX + 1)
    except FileNotFoundError as error:
        raise UnreadableError(f"{file.name}: this file of the rulebook is missing") from error
    except OSError as error:
        raise UnreadableError(f"{file.name}: cannot be read: {error.strerror}") from error
    if len(raw) > BYTES_MAX:
        raise mistake(file.name, 1, "(all)", f"is longer than {BYTES_MAX} bytes")
    return raw


def _check_depth(file: str, raw: bytes) -> None:
    """Refuse what is nested too deeply, before anything walks down it."""
    depth = 0
    for event in yaml.parse(raw, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEPTH_MAX:
                expected = f"is nested more than {DEPTH_MAX} deep"
                raise mistake(file, _line(event), "(all)", expected)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _check_aliases(file: str, raw: bytes) -> None:
    """Refuse what is short and unfolds to very much: an alias stands for all that it names."""
    sizes, open_ = dict[str | None, int](), list[tuple[str | None, int]]()
    parts = 0
    for event in yaml.parse(raw, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent):
            parts += sizes.get(event.anchor, 0)
        elif isinstance(event, yaml.CollectionStartEvent):
            open_.append((event.anchor, parts))
            parts += 1
        elif isinstance(event, yaml.ScalarEvent):
            parts += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, before = open_.pop()
            if anchor is not None:
                sizes[anchor] = parts - before
        if parts > PARTS_MAX:
            expected = f"unfolds to more than {PARTS_MAX} parts by its aliases"
            raise mistake(file, _line(event), "(all)", expected)


def mistake(file: str, line: int, field: str, expected: str) -> UnreadableError:
    """Return the error that names file, line and field, and says what was expected."""
    return UnreadableError(f"{file}, line {line}, field {field}: {expected}")


def line_of(file: Traversable, *steps: str | int) -> int:
    """Return the line on which a part of a file begins: a record, or a field of one."""
    node = _Loader(_raw(file)).get_single_node()
    assert node is not None, "the file was read before"
    for step in steps:
        node = _below(node, step) or node
    return _line(node)


def _check_words(file: str, node: yaml.Node, seen_nodes: set[int]) -> None:
    """Refuse a word that stands twice in one place, and dated records out of order.

    What an alias repeats is looked at once.
    """
    if id(node) in seen_nodes:
        return
    seen_nodes.add(id(node))
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for word, value in node.value:
            if not isinstance(word, yaml.ScalarNode):
                raise mistake(file, _line(word), "(all)", "a field is called by a word")
            if word.value in seen:
                raise mistake(file, _line(word), word.value, "stands here twice; once is enough")
            seen.add(word.value)
            if word.value in _IN_ORDER and isinstance(value, yaml.SequenceNode):
                _check_order(file, word.value, value)
            _check_words(file, value, seen_nodes)
    elif isinstance(node, yaml.SequenceNode):
        for part in node.value:
            _check_words(file, part, seen_nodes)


def _check_order(file: str, field: str, records: yaml.SequenceNode) -> None:
    """Refuse records that are not ordered by the day they were known, then the day they begin."""
    earlier: tuple[str, str] | None = None
    for record in records.value:
        if isinstance(record, yaml.MappingNode):
            words = {
                word.value: value.value
                for word, value in record.value
                if isinstance(word, yaml.ScalarNode) and isinstance(value, yaml.ScalarNode)
            }
            day = (words.get("known", ""), words.get("from", ""))
            if earlier is not None and day <= earlier:
                expected = f"must begin after {earlier[1]}: in order, one record per day"
                raise mistake(file, _line(record), f"{field}.from", expected)
            earlier = day


def _explained(file: str, root: yaml.Node, message: str) -> UnreadableError:
    """Find the line of a validation error by the path that it names."""
    found = _AT.match(message)
    assert found is not None, "the pattern matches any text"
    steps = [name or int(index) for name, index in _STEP.findall(found["path"] or "")]
    node, names = root, [str(step) for step in steps]
    for step in steps:
        node = _below(node, step) or node
    word = _FIELD.search(found["what"])
    line = _line(node)
    if word is not None:
        names.append(word[1])
        line = next((_line(key) for key in _words(node) if key.value == word[1]), line)
    return mistake(file, line, ".".join(names) or "(all)", found["what"])


def _below(node: yaml.Node, step: str | int) -> yaml.Node | None:
    if isinstance(step, int) and isinstance(node, yaml.SequenceNode):
        return next(iter(node.value[step : step + 1]), None)
    if isinstance(node, yaml.MappingNode):
        return next((value for word, value in node.value if word.value == step), None)
    return None


def _words(node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        yield from (word for word, _ in node.value)


def _line(node: Any) -> int:  # noqa: ANN401
    return int(node.start_mark.line) + 1
