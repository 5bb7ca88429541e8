"""The filter: one condition over the columns of a row, in a small part of Python's grammar.

    price > 10 and platform == 'tiktok'
    platform in ('tiktok', 'reels') and not sold_out == True
    'sale' in title or offer.price <= 9.99 or row['Unit price'] != None

Python's own parser reads it, and nothing of it is ever run: names, constants, comparisons, `and`, `or`, `not` are all
there is. So no condition can reach anything, and none takes longer than its own length.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from hframes.batch.cells import JSON_NUMBER
from hframes.batch.columns import MISSING, cell
from hframes.batch.rows import Cell, Typing
from hframes.composition.wording import cut, shown
from hframes.errors import DataError

MAX_LENGTH = 2000
_MAX_DEPTH = 50
_MAX_NUMBER_LENGTH = 60
_WORDS_FOR_BOOLEANS = {"true": True, "false": False, "1": True, "0": False}
_EXAMPLE = "Write it like --where \"price > 10 and platform == 'tiktok'\""

Values = Mapping[str, Cell]
_Term = Callable[[Values], Any]


class WhereError(ValueError):
    """The condition can't be judged for a row; `str()` says why."""


class Where:
    """A condition that has been read and understood.

    Text cells of CSV and TSV count as numbers beside a number, and as booleans beside `True` and `False`; beside each
    other they are numbers if both read as such. A missing or empty value fits no comparison but `== None`, `!= None`,
    and `!=` another value.

    Args:
        text: the condition.
        typing: what the source knows of types.

    Raises:
        DataError: it is no condition; with the place.
    """

    def __init__(self, text: str, typing: Typing) -> None:
        self.text = text
        self.columns: set[str] = set()
        self._is_text = typing is Typing.TEXT
        if len(text) > MAX_LENGTH:
            raise DataError(f"--where is longer than {MAX_LENGTH} characters")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # about escapes in texts
                tree = ast.parse(text.strip(), mode="eval")
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            place = f" at character {error.offset}" if isinstance(error, SyntaxError) and error.offset else ""
            hint = "Compare with ==, not =" if _has_single_equals(text) else _EXAMPLE
            raise DataError(f"--where {shown(text)} can't be read{place}", hint=hint) from None
        self._judge = self._condition(tree.body, 0)

    def __call__(self, values: Values) -> bool:
        """Whether a row is to stay.

        Raises:
            WhereError: it compares what can't be compared.
        """
        return bool(self._judge(values))

    def _condition(self, node: ast.expr, depth: int) -> _Term:
        if depth > _MAX_DEPTH:
            raise DataError(f"--where is nested more than {_MAX_DEPTH} levels deep")
        if isinstance(node, ast.BoolOp):
            parts = [self._condition(value, depth + 1) for value in node.values]
            if isinstance(node.op, ast.And):
                return lambda values: all(part(values) for part in parts)
            return lambda values: any(part(values) for part in parts)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            inner = self._condition(node.operand, depth + 1)
            return lambda values: not inner(values)
        if isinstance(node, ast.Compare):
            return self._comparison(node)
        if isinstance(node, ast.Name | ast.Attribute | ast.Subscript):
            column = self._term(node)
            words = ast.unparse(node)
            return lambda values: self._truth(column(values), words)
        if isinstance(node, ast.Constant) and isinstance(node.value, bool):
            truth = node.value
            return lambda _: truth
        raise self._refused(node)

    def _comparison(self, node: ast.Compare) -> _Term:
        sides = [node.left, *node.comparators]
        terms = [self._term(side) for side in sides]
        operators = [self._operator(operator) for operator in node.ops]
        words = [ast.unparse(side) for side in sides]

        def judge(values: Values) -> bool:
            found = [term(values) for term in terms]
            for index, operator in enumerate(operators):
                try:
                    if not operator(found[index], found[index + 1]):
                        return False
                except TypeError:
                    pair = f"{shown(_plain(found[index]))} and {shown(_plain(found[index + 1]))}"
                    names = f"{cut(words[index])} with {cut(words[index + 1])}"
                    raise WhereError(f"--where can't compare {names}: {pair}") from None
            return True

        return judge

    def _operator(self, operator: ast.cmpop) -> Callable[[Any, Any], bool]:
        if isinstance(operator, ast.Eq | ast.Is):
            return self._equal
        if isinstance(operator, ast.NotEq | ast.IsNot):
            return lambda left, right: not self._equal(left, right)
        if isinstance(operator, ast.In):
            return self._contained
        if isinstance(operator, ast.NotIn):
            return lambda left, right: not self._contained(left, right)
        return lambda left, right: self._ordered(left, right, operator)

    def _equal(self, left: Any, right: Any) -> bool:
        left, right = self._alike(left, right)
        if isinstance(left, bool) != isinstance(right, bool):
            return False
        return bool(left == right)

    def _ordered(self, left: Any, right: Any, operator: ast.cmpop) -> bool:
        left, right = self._alike(left, right)
        if left is None or right is None:
            return False
        numbers = (int, Decimal)
        both_numbers = isinstance(left, numbers) and isinstance(right, numbers)
        if isinstance(left, bool) or isinstance(right, bool):
            raise TypeError
        if not both_numbers and not (isinstance(left, str) and isinstance(right, str)):
            raise TypeError
        below: bool = left < right
        if isinstance(operator, ast.Lt):
            return below
        if isinstance(operator, ast.LtE):
            return below or left == right
        return not below if isinstance(operator, ast.GtE) else not below and left != right

    def _contained(self, left: Any, right: Any) -> bool:
        if right is None:
            return False
        if isinstance(right, list):
            return any(self._equal(left, item) for item in right)
        if isinstance(left, str) and isinstance(right, str):
            return left in right
        if left is None and isinstance(right, str):
            return False
        raise TypeError

    def _alike(self, left: Any, right: Any) -> tuple[Any, Any]:
        """Both sides with texts read as what the other side is, where the source has nothing but texts."""
        left, right = _number(left), _number(right)
        if not self._is_text:
            return left, right
        if isinstance(left, _CellText) and isinstance(right, _CellText):
            numbers = _read_number(left), _read_number(right)
            if None not in numbers:
                return numbers
            if numbers != (None, None):
                raise TypeError
            return left, right
        return _like(left, right), _like(right, left)

    def _truth(self, value: Any, words: str) -> bool:
        if value is None:
            return False
        if isinstance(value, bool):
            return value
        if isinstance(value, _CellText) and value.strip().lower() in _WORDS_FOR_BOOLEANS:
            return _WORDS_FOR_BOOLEANS[value.strip().lower()]
        raise WhereError(f"--where takes {words} for true or false, and it is {shown(_plain(value))}")

    def _term(self, node: ast.expr) -> _Term:
        if isinstance(node, ast.Tuple | ast.List):
            items = [self._constant(item) for item in node.elts]
            return lambda _: items
        if isinstance(node, ast.Constant | ast.UnaryOp):
            constant = self._constant(node)
            if constant == "" and self._is_text:
                constant = None  # an empty cell is a missing one
            return lambda _: constant
        name = self._column(node)
        self.columns.add(name)
        if not self._is_text:
            return lambda values: _found(cell(values, name))
        return lambda values: _as_text_cell(_found(cell(values, name)))

    def _column(self, node: ast.expr) -> str:
        if isinstance(node, ast.Name):
            return node.id
        if isinstance(node, ast.Attribute):
            return f"{self._column(node.value)}.{node.attr}"
        if (
            isinstance(node, ast.Subscript)
            and isinstance(node.value, ast.Name)
            and node.value.id == "row"
            and isinstance(node.slice, ast.Constant)
            and isinstance(node.slice.value, str)
        ):
            return node.slice.value
        raise self._refused(node)

    def _constant(self, node: ast.expr) -> Any:
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
            number = self._constant(node.operand)
            if isinstance(number, int | Decimal) and not isinstance(number, bool):
                return -number
        if isinstance(node, ast.Constant):
            if isinstance(node.value, float):
                return Decimal(repr(node.value))
            if node.value is None or isinstance(node.value, str | int | bool):
                return node.value
        raise self._refused(node)

    def _refused(self, node: ast.expr) -> DataError:
        part = cut(ast.get_source_segment(self.text.strip(), node) or type(node).__name__)
        return DataError(
            f"--where can't have {shown(part)}, only columns, constants, comparisons, and, or, not", hint=_EXAMPLE
        )


class _CellText(str):
    """A text cell of a source that has nothing but text, as against a text that the condition itself holds."""

    __slots__ = ()


def _as_text_cell(value: Any) -> Any:
    if isinstance(value, str):
        return _CellText(value) if value else None
    return value


def _found(value: Any) -> Any:
    return None if value is MISSING else value


def _number(value: Any) -> Any:
    return Decimal(repr(value)) if isinstance(value, float) else value


def _like(value: Any, other: Any) -> Any:
    if not isinstance(value, _CellText):
        return value
    if isinstance(other, bool):
        return _WORDS_FOR_BOOLEANS.get(value.strip().lower(), value)
    if isinstance(other, int | Decimal):
        number = _read_number(value)
        return value if number is None else number
    return value


def _read_number(text: str) -> Decimal | None:
    stripped = text.strip()
    if len(stripped) > _MAX_NUMBER_LENGTH or not JSON_NUMBER.fullmatch(stripped):
        return None
    return Decimal(stripped)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value) if abs(value.adjusted()) < 300 else str(value)
    return str(value) if isinstance(value, _CellText) else value


def _has_single_equals(text: str) -> bool:
    bare = text
    for operator in ("==", "!=", "<=", ">="):
        bare = bare.replace(operator, "")
    return "=" in bare
