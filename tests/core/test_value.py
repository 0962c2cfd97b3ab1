from __future__ import annotations

import pytest

from termproxy.core.value import fields, replace, value


@value
class Point:
    """A place."""

    x: int
    y: int = 0

    @property
    def flipped(self) -> Point:
        return Point(self.y, self.x)


@value
class Other:
    x: int
    y: int = 0


def test_records_compare_by_value_and_kind() -> None:
    assert Point(1) == Point(1, 0) == Point(x=1, y=0)
    assert Point(1) != Point(2)
    assert Point(1) != Other(1)
    assert len({Point(1), Point(1), Other(1)}) == 2


def test_records_are_frozen_and_print_themselves() -> None:
    point = Point(1, 2)
    with pytest.raises(AttributeError, match="immutable"):
        point.x = 3  # type: ignore[misc]
    assert repr(point) == "Point(x=1, y=2)"
    assert Point.__doc__ == "A place."
    assert point.flipped == Point(2, 1)


def test_replace_and_fields_and_matching() -> None:
    assert replace(Point(1, 2), y=5) == Point(1, 5)
    assert fields(Point) == ("x", "y")
    match Point(1, 2):
        case Point(x, y):
            assert (x, y) == (1, 2)


@pytest.mark.parametrize("build", ["Point()", "Point(1, 2, 3)", "Point(1, x=1)", "Point(1, z=1)"])
def test_wrong_fields_are_a_type_error(build: str) -> None:
    with pytest.raises(TypeError):
        eval(build, {"Point": Point})
