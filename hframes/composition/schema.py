"""The JSON Schema of a composition's params: checked once, then asked about places in the data.

Draft 2020-12, by the `jsonschema` package, which is imported only where a composition has params (75 ms). References
stay inside the schema; nothing is ever fetched. A `pattern` is run by Python's `re`: one that backtracks without end
hangs on a matching value, and that is the composition author's own choice, like a loop in the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from hframes.composition.json_text import find_fault
from hframes.composition.wording import cut, did_you_mean, path_text, shown

if TYPE_CHECKING:
    from referencing._core import Resolver

DIALECT = "https://json-schema.org/draft/2020-12/schema"
TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")

_KEYWORD_NAMES = (
    "$anchor $comment $defs $dynamicAnchor $dynamicRef $id $ref $schema $vocabulary additionalProperties allOf anyOf "
    "const contains contentEncoding contentMediaType contentSchema default definitions dependencies dependentRequired "
    "dependentSchemas deprecated description else enum examples exclusiveMaximum exclusiveMinimum format if items "
    "maxContains maxItems maxLength maxProperties maximum minContains minItems minLength minProperties minimum "
    "multipleOf not oneOf pattern patternProperties prefixItems properties propertyNames readOnly required then title "
    "type unevaluatedItems unevaluatedProperties uniqueItems writeOnly"
)
_KEYWORDS = frozenset(_KEYWORD_NAMES.split())
_BRANCH_LISTS = ("anyOf", "oneOf")
_BRANCHES = ("if", "then", "else")


def check_schema(schema: Any) -> dict[str, Any]:
    """The schema itself, once it is known to be a JSON Schema of an object whose references all lead somewhere in it.

    Raises:
        ValueError: with one sentence about the first fault.
    """
    if not isinstance(schema, dict):
        raise ValueError(f"{shown(schema)} is not a JSON Schema object")
    fault = find_fault(schema)
    if fault is not None:
        raise ValueError(f"{fault[1]} at {path_text(fault[0])}")
    _check_top(schema)
    _check_by_metaschema(schema)
    try:
        _check_references(schema)
    except RecursionError:
        raise ValueError("its references nest too deeply") from None
    return schema


def _check_top(schema: dict[str, Any]) -> None:
    dialect = schema.get("$schema", DIALECT)
    if not isinstance(dialect, str) or dialect.rstrip("#") != DIALECT:
        raise ValueError(f"its $schema is {shown(dialect)}, only {DIALECT} is understood")
    if schema.get("type", "object") != "object":
        raise ValueError(f'its type is {shown(schema["type"])}, params are always an "object"')
    unknown = [key for key in schema if key not in _KEYWORDS]
    if unknown and len(unknown) == len(schema):
        raise ValueError(f'{shown(unknown[0])} is not a JSON Schema keyword, put params under "properties"')
    for key in unknown:
        close = did_you_mean(key, _KEYWORDS)
        if close:
            raise ValueError(f'{shown(key)} is not a JSON Schema keyword, did you mean "{close}"?')


def _check_by_metaschema(schema: dict[str, Any]) -> None:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError

    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        place = path_text(list(error.absolute_path), "params")
        if error.absolute_path and error.absolute_path[-1] == "type":
            raise ValueError(f"{place}: {shown(error.instance)} is not a type, known are {', '.join(TYPES)}") from None
        if len(error.absolute_path) == 1 and isinstance(error.instance, dict):
            # A param called "title" or "format", written where the keyword of that name stands.
            raise ValueError(f'{place} is a keyword here, put params under "properties"') from None
        raise ValueError(f"{place}: {cut(error.message, 200)}") from None
    for place, pattern in _patterns(schema):
        try:
            re.compile(pattern)
        except (re.error, OverflowError, RecursionError) as error:
            raise ValueError(f"{place}: the pattern {shown(pattern)} is not a regular expression: {error}") from None


def _patterns(schema: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for place, node in _subschemas(schema, "params"):
        if isinstance(node.get("pattern"), str):
            yield f"{place}.pattern", node["pattern"]
        for pattern in node.get("patternProperties", ()):
            yield f"{place}.patternProperties", pattern


def _subschemas(schema: Any, place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema object within a schema, with words for its place."""
    from referencing.jsonschema import DRAFT202012

    if isinstance(schema, dict):
        yield place, schema
        for sub in DRAFT202012.create_resource(schema).subresources():
            yield from _subschemas(sub.contents, place)


def _check_references(schema: dict[str, Any]) -> None:
    root = ParamsSchema(schema).root_node
    waiting = [root]
    while waiting:
        node = waiting.pop()
        for keyword in ("$ref", "$dynamicRef"):
            reference = node.contents.get(keyword)
            if isinstance(reference, str):
                _check_reference(node, reference)
        waiting.extend(node.subschemas())


def _check_reference(node: Node, reference: str) -> None:
    from referencing.exceptions import Unresolvable

    if not reference.startswith("#"):
        raise ValueError(
            f"the reference {shown(reference)} leaves the schema, only local ones such as #/$defs/name work"
        )
    try:
        target = node.resolver.lookup(reference).contents
    except (Unresolvable, ValueError, LookupError, TypeError, AttributeError):
        raise ValueError(f"the reference {shown(reference)} leads nowhere") from None
    if not isinstance(target, dict | bool):
        raise ValueError(f"the reference {shown(reference)} leads to {shown(target)}, which is no schema")


@dataclass(frozen=True, slots=True)
class Node:
    """One schema object with what its references are relative to."""

    contents: dict[str, Any]
    resolver: Resolver[Any]

    def step(self, contents: Any) -> list[Node]:
        """The node of a schema that stands within this one; none where it is no object (`true`, `false`)."""
        from referencing.jsonschema import DRAFT202012

        if not isinstance(contents, dict):
            return []
        inner = DRAFT202012.create_resource(contents)
        return [Node(contents, self.resolver.in_subresource(inner) if "$id" in contents else self.resolver)]

    def subschemas(self) -> list[Node]:
        """The nodes of all schemas directly within this one."""
        from referencing.jsonschema import DRAFT202012

        inner = DRAFT202012.create_resource(self.contents).subresources()
        return [node for resource in inner for node in self.step(resource.contents)]

    def target(self) -> list[Node]:
        """What `$ref` leads to."""
        reference = self.contents.get("$ref")
        if reference is None:
            return []
        found = self.resolver.lookup(reference)
        return [Node(found.contents, found.resolver)] if isinstance(found.contents, dict) else []


class ParamsSchema:
    """A checked schema, ready to validate and to say what it declares at each place of the data."""

    def __init__(self, schema: dict[str, Any]) -> None:
        from referencing import Registry
        from referencing.jsonschema import DRAFT202012

        self._schema = schema
        # A registry of our own fetches nothing; jsonschema's default one would.
        self._registry: Registry[Any] = Registry()
        resolver = self._registry.resolver_with_root(DRAFT202012.create_resource(schema))
        self.root_node = Node(schema, resolver)

    @cached_property
    def root(self) -> Place:
        """The place of the params object itself."""
        return Place([self.root_node], [self.root_node])

    def errors(self, value: Any) -> Iterator[Any]:
        """jsonschema's own errors for a value, in no set order, as lazily as it finds them."""
        from jsonschema import Draft202012Validator

        validator = Draft202012Validator(
            self._schema, registry=self._registry, format_checker=Draft202012Validator.FORMAT_CHECKER
        )
        return iter(validator.iter_errors(value))


class Place:
    """What a schema declares about one place of the data.

    `sure` schemas hold whatever the value is (`$ref` and `allOf` followed); `possible` ones hold in some branch
    (`anyOf`, `oneOf`, `if`, `dependentSchemas`) as well. Defaults come from the sure ones, known names from all.
    """

    def __init__(self, sure: Iterable[Node], possible: Iterable[Node]) -> None:
        self.sure = _expanded(sure, branches=False)
        self.possible = _expanded(possible, branches=True)
        self._children: dict[str | int, Place | None] = {}

    @cached_property
    def names(self) -> frozenset[str]:
        """The names that `properties` declare anywhere."""
        properties = (item for node in self.possible for item in _mapping(node, "properties").items())
        return frozenset(name for name, schema in properties if schema is not False)

    @cached_property
    def sure_names(self) -> tuple[str, ...]:
        """The names declared whatever the value is, in the schema's order."""
        return tuple(dict.fromkeys(name for node in self.sure for name in _mapping(node, "properties")))

    @cached_property
    def required(self) -> frozenset[str]:
        return frozenset(name for node in self.sure for name in node.contents.get("required", ()))

    @cached_property
    def is_open(self) -> bool:
        """Whether the author speaks of further names: then jsonschema alone judges them."""
        return any(
            node.contents.get("additionalProperties", False) is not False
            or "unevaluatedProperties" in node.contents
            or "propertyNames" in node.contents
            for node in self.possible
        )

    @cached_property
    def types(self) -> frozenset[str]:
        """The types that a value here may have; empty where the schema does not say."""
        types: set[str] = set()
        for node in self.possible:
            declared = node.contents.get("type", [])
            types.update([declared] if isinstance(declared, str) else declared)
            constants = [node.contents["const"]] if "const" in node.contents else node.contents.get("enum", [])
            types.update(json_type(value) for value in constants if not declared)
        return frozenset(types)

    @cached_property
    def default(self) -> tuple[Any] | None:
        """The default in a tuple of one, or None where there is none (a default may be null itself)."""
        return next(((node.contents["default"],) for node in self.sure if "default" in node.contents), None)

    @cached_property
    def schema_ids(self) -> frozenset[int]:
        """Identifies the schemas that surely hold here, to tell recursive types."""
        return frozenset(id(node.contents) for node in self.sure)

    def child(self, step: str | int) -> Place | None:
        """The place of a key or an array index below this one; None where the schema declares nothing there."""
        # All items beyond `prefixItems` are one place: an array of a million items makes one.
        if isinstance(step, int):
            step = min(step, max((len(node.contents.get("prefixItems", ())) for node in self.possible), default=0))
        if step not in self._children:
            nodes = _below(self.possible, step)
            self._children[step] = Place(_below(self.sure, step), nodes) if nodes else None
        return self._children[step]


def json_type(value: Any) -> str:
    """The JSON Schema type of a value; whole numbers are "integer" whatever their form."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return "integer"
    if isinstance(value, float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


def _mapping(node: Node, keyword: str) -> dict[str, Any]:
    found = node.contents.get(keyword)
    return found if isinstance(found, dict) else {}


def _below(nodes: Iterable[Node], step: str | int) -> list[Node]:
    below: list[Node] = []
    for node in nodes:
        if isinstance(step, int):
            first = node.contents.get("prefixItems", [])
            below += node.step(first[step] if step < len(first) else node.contents.get("items"))
            continue
        named = node.step(_mapping(node, "properties").get(step))
        for pattern, schema in _mapping(node, "patternProperties").items():
            if re.search(pattern, step):
                named += node.step(schema) or [Node({}, node.resolver)]
        if _mapping(node, "properties").get(step) is True:
            named.append(Node({}, node.resolver))
        below += named or node.step(node.contents.get("additionalProperties"))
    return below


def _expanded(nodes: Iterable[Node], branches: bool) -> tuple[Node, ...]:
    found: dict[int, Node] = {}
    waiting = list(nodes)[::-1]
    while waiting:
        node = waiting.pop()
        if id(node.contents) in found:
            continue
        found[id(node.contents)] = node
        inner = node.target()
        for schema in node.contents.get("allOf", ()):
            inner += node.step(schema)
        if branches:
            inner += _branches(node)
        waiting.extend(reversed(inner))
    return tuple(found.values())


def _branches(node: Node) -> list[Node]:
    schemas = [schema for keyword in _BRANCH_LISTS for schema in node.contents.get(keyword, ())]
    schemas += [node.contents[keyword] for keyword in _BRANCHES if keyword in node.contents]
    schemas += _mapping(node, "dependentSchemas").values()
    return [inner for schema in schemas for inner in node.step(schema)]
