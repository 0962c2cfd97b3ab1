"""The file that all terminals share, in every state that a disk can bring it into."""

from __future__ import annotations

import os
import sqlite3
import stat
from pathlib import Path

import pytest

import termproxy.assistant.store as store_module
from termproxy.assistant.store import STRIKES, Store, StoreError, bytes_on_disk

SCHEMA = "CREATE TABLE things (name TEXT)"


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "folder" / "x.sqlite")


class Heard(list[str]):
    def __call__(self, sentence: str) -> None:
        self.append(sentence)


def put(store: Store, name: str) -> None:
    store.write(lambda db: db.execute("INSERT INTO things VALUES (?)", (name,)))


def names(store: Store) -> list[str]:
    return store.read(lambda db: [name for (name,) in db.execute("SELECT name FROM things")])


def test_folder_and_file_are_for_their_user_alone(path: str) -> None:
    put(Store(path, SCHEMA, 1), "a")
    folder = os.path.dirname(path)
    assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700
    for name in os.listdir(folder):
        assert stat.S_IMODE(os.stat(os.path.join(folder, name)).st_mode) == 0o600, name
    assert bytes_on_disk(path) > 0


def test_a_file_that_others_could_read_is_closed_to_them(path: str) -> None:
    put(Store(path, SCHEMA, 1), "a")
    os.chmod(path, 0o644)
    assert names(Store(path, SCHEMA, 1)) == ["a"]
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600


def test_two_terminals_see_what_the_other_wrote(path: str) -> None:
    one, other = Store(path, SCHEMA, 1), Store(path, SCHEMA, 1)
    put(one, "a")
    put(other, "b")
    assert names(one) == names(other) == ["a", "b"]


def test_a_transaction_happens_whole_or_not_at_all(path: str) -> None:
    store = Store(path, SCHEMA, 1)

    def half(db: sqlite3.Connection) -> None:
        db.execute("INSERT INTO things VALUES ('half')")
        raise ValueError("in the middle")

    with pytest.raises(ValueError, match="middle"):
        store.write(half)
    assert names(store) == []


async def test_a_lock_is_said_once_and_passes(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "PATIENCE", 0.001)
    heard = Heard()
    store = Store(path, SCHEMA, 1, say=heard)
    put(store, "a")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    for _ in range(STRIKES + 1):
        assert await store.aside(lambda: put(store, "b")) is None
    assert await store.aside(lambda: names(store)) == ["a"]  # readers do not wait for writers
    other.execute("ROLLBACK")
    await store.aside(lambda: put(store, "c"))
    assert names(store) == ["a", "c"]
    assert heard == [f"{path} cannot be used: database is locked."]
    await store.shut()


async def test_a_read_only_file_is_no_store(path: str) -> None:
    put(Store(path, SCHEMA, 1), "a")
    heard = Heard()
    store = Store(path, SCHEMA, 1, say=heard)
    # root may write to any file; a folder in its place is refused to everyone
    os.unlink(path)
    os.mkdir(path)
    for _ in range(STRIKES + 2):
        assert await store.aside(lambda: names(store)) is None
    assert heard == [f"{path} cannot be used: Is a directory."]
    os.rmdir(path)
    assert await store.aside(lambda: names(store)) is None  # it has stopped to try
    await store.shut()


async def test_a_full_disk_costs_what_would_have_been_written(path: str) -> None:
    heard = Heard()
    store = Store(path, SCHEMA, 1, say=heard)
    put(store, "a")
    store.read(lambda db: db.execute("PRAGMA max_page_count = 1").fetchall())
    assert await store.aside(lambda: put(store, "b" * 100_000)) is None
    assert heard == [f"{path} cannot be used: database or disk is full."]
    assert names(store) == ["a"]
    await store.shut()


@pytest.mark.parametrize("damage", [b"this is no database" * 100, None])
def test_a_damaged_file_is_set_aside_and_begun_anew(path: str, damage: bytes | None) -> None:
    first = Store(path, SCHEMA, 1)
    for number in range(200):
        put(first, f"{number}" * 50)
    first.read(lambda db: db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall())
    first.close()
    raw = Path(path).read_bytes()
    Path(path).write_bytes(damage or raw[:4096] + b"\xaa" * (len(raw) - 4096))
    heard = Heard()
    store = Store(path, SCHEMA, 1, say=heard)
    assert names(store) == []
    put(store, "new")
    assert names(store) == ["new"]
    assert len(heard) == 1
    assert ".broken" in heard[0]
    assert Path(path + ".broken").exists()


def test_a_damaged_file_that_cannot_be_set_aside_is_a_sentence(path: str) -> None:
    """A folder stands where it would go: `termproxy cache` ended in a traceback."""
    os.makedirs(path + ".broken/x")
    Path(path).write_bytes(b"this is no database" * 100)
    heard = Heard()
    with pytest.raises(StoreError, match=r"damaged, and cannot be set aside: Is a directory\."):
        names(Store(path, SCHEMA, 1, say=heard))
    assert heard == []


def test_a_newer_schema_is_left_alone(path: str) -> None:
    put(Store(path, SCHEMA, 2), "a")
    before = Path(path).read_bytes()
    with pytest.raises(StoreError, match="newer termproxy"):
        names(Store(path, SCHEMA, 1))
    assert Path(path).read_bytes() == before
    assert names(Store(path, SCHEMA, 2)) == ["a"]


def test_a_file_that_was_deleted_is_made_again(path: str) -> None:
    store = Store(path, SCHEMA, 1)
    put(store, "a")
    for name in os.listdir(os.path.dirname(path)):
        os.unlink(os.path.join(os.path.dirname(path), name))
    put(store, "b")
    assert names(Store(path, SCHEMA, 1)) == ["b"]


def test_nothing_is_written_through_a_link(path: str, tmp_path: Path) -> None:
    os.mkdir(os.path.dirname(path))
    target = tmp_path / "elsewhere"
    target.write_bytes(b"")
    os.symlink(target, path)
    with pytest.raises(StoreError, match="cannot be used"):
        put(Store(path, SCHEMA, 1), "a")
    assert target.read_bytes() == b""


def test_a_folder_of_somebody_elses_is_not_used(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """`sudo termproxy` with the user's HOME must not leave files there that are root's."""
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    with pytest.raises(StoreError, match="belongs to somebody else"):
        put(Store(path, SCHEMA, 1), "a")
    assert os.listdir(os.path.dirname(path)) == []
