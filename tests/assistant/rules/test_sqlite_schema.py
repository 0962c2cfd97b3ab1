"""sqlite3: names are spelt from the schema, which stands in the database's first pages as text."""

from __future__ import annotations

import sqlite3

import pytest

from tests.assistant.rules.kit import World


@pytest.fixture
def shop(world: World) -> World:
    with sqlite3.connect(world.root / "shop.db") as database:
        database.execute(
            "CREATE TABLE users (id INTEGER PRIMARY KEY, email VARCHAR(80) NOT NULL, age INT)"
        )
        database.execute("CREATE TABLE posts (id INTEGER, title TEXT)")
    database.close()
    return world


@pytest.mark.parametrize(
    ("typed", "said", "fix"),
    [
        ("select * from user", "no such table: user", "select * from users"),
        ("select emial from users", "no such column: emial", "select email from users"),
        ("select tilte from posts", "no such column: tilte", "select title from posts"),
        ("select count(* from users", 'near "from": syntax error', "select count(*) from users"),
    ],
)
def test_names_are_spelt_from_the_schema(shop: World, typed: str, said: str, fix: str) -> None:
    output = f"Error: in prepare, {said}\n  {typed}\n     ^--- error here"
    assert shop.first(f'sqlite3 shop.db "{typed}"', output) == f'sqlite3 shop.db "{fix}"'


def test_what_has_to_have_a_value_is_named(shop: World) -> None:
    said = "Error: stepping, NOT NULL constraint failed: users.email (19)"
    advice = shop.advice('sqlite3 shop.db "insert into users(id) values(1)"', said)
    assert advice.title == "users.email has to have a value (NOT NULL)"
