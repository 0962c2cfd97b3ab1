"""Answers of the model on disk, for a month and for all terminals; and who is asking just now.

What stands here was made from redacted questions, is redacted once more, and is found by a hash of
the question. Only whole answers are kept. A claim keeps two terminals from asking the same at the
same time: it has an end, so that a terminal that was killed blocks nobody.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from termproxy.assistant.advice import Advice, Fix, Source
from termproxy.assistant.secrets.redact import Redactor
from termproxy.assistant.store import Store
from termproxy.assistant.trouble import note

if TYPE_CHECKING:
    from sqlite3 import Connection

A_DAY = 86_400.0
# Answers kept at most, less than a kilobyte each; the oldest goes first.
MOST = 5000
# Seconds for which a claim counts unless it is renewed.
LEASE = 30.0
# Failures remembered for asking ahead.
MOST_SEEN = 500

SCHEMA = """
CREATE TABLE answers (
    key TEXT PRIMARY KEY, model TEXT NOT NULL, advice TEXT NOT NULL, made REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE claims (
    key TEXT PRIMARY KEY, owner TEXT NOT NULL, expires REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE seen (
    key TEXT PRIMARY KEY, times INTEGER NOT NULL, latest REAL NOT NULL, asked TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID
"""
VERSION = 1


@dataclass(frozen=True, slots=True)
class Kept:
    """How much is kept: answers, failures remembered for asking ahead, and the oldest's age in
    seconds."""

    answers: int
    seen: int
    oldest: float


def answers(path: str, *, say: Callable[[str], None] = note) -> Store:
    """The store that a shelf stands in; `say` gets a sentence where it had to be begun anew."""
    return Store(path, SCHEMA, VERSION, say=say)


class DiskShelf:
    """`days`: how long an answer is kept. `clock`: seconds since the epoch, for all terminals."""

    def __init__(
        self, store: Store, *, days: float = 30, clock: Callable[[], float] = time.time
    ) -> None:
        self._store = store
        self._days = days
        self._clock = clock
        self._me = f"{os.getpid()}.{os.urandom(6).hex()}"

    async def get(self, key: str) -> Advice | None:
        """The answer, if there is one that is not too old."""
        return await self._store.aside(lambda: self._store.read(lambda db: self._found(db, key)))

    async def put(self, key: str, advice: Advice) -> None:
        """Keep a whole answer."""
        kept = redacted(advice)
        await self._store.aside(lambda: self._store.write(lambda db: self._keep(db, key, kept)))

    async def claim(self, key: str) -> Advice | bool:
        """The answer, or whether it is ours to ask: nobody else does, or nobody can know."""
        claimed = await self._store.aside(
            lambda: self._store.write(lambda db: self._claimed(db, key))
        )
        return True if claimed is None else claimed

    def release(self, key: str) -> None:
        """We do not ask any more."""
        drop = "DELETE FROM claims WHERE key = ? AND owner = ?"
        self._store.later(lambda: self._store.write(lambda db: db.execute(drop, (key, self._me))))

    def note(self, key: str, asked: str) -> None:
        """A failure came by, `asked` being all that is needed to ask about it: for `wanted`."""
        self._store.later(lambda: self._store.write(lambda db: self._seen(db, key, asked)))

    async def wanted(self, count: int, *, ending: str = "") -> list[tuple[str, str]]:
        """The most frequent failures without an answer, (key, asked), that came more than once.

        Of those whose key has this `ending`."""
        found = await self._store.aside(
            lambda: self._store.read(lambda db: self._unanswered(db, count, ending))
        )
        return found or []

    def unwanted(self, key: str) -> None:
        """There is nothing to say to this one."""
        drop = "DELETE FROM seen WHERE key = ?"
        self._store.later(lambda: self._store.write(lambda db: db.execute(drop, (key,))))

    async def fact(self, name: str) -> str:
        """What was written down under `name`, or ""."""
        ask = "SELECT value FROM facts WHERE name = ?"
        row = await self._store.aside(
            lambda: self._store.read(lambda db: db.execute(ask, (name,)).fetchone())
        )
        return str(row[0]) if row else ""

    def write_down(self, name: str, value: str) -> None:
        """Remember a value for other sessions."""
        put = "INSERT OR REPLACE INTO facts VALUES (?, ?)"
        self._store.later(lambda: self._store.write(lambda db: db.execute(put, (name, value))))

    async def close(self) -> None:
        await self._store.shut()

    # ------------------------------------------------------------------ within a transaction

    def _found(self, db: Connection, key: str) -> Advice | None:
        row = db.execute("SELECT advice, made FROM answers WHERE key = ?", (key,)).fetchone()
        if row is None or row[1] < self._clock() - self._days * A_DAY:
            return None
        return decoded(row[0])

    def _keep(self, db: Connection, key: str, advice: Advice) -> None:
        now = self._clock()
        text = json.dumps({**asdict(advice), "source": advice.source.value})
        db.execute(
            "INSERT INTO answers VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET "
            "model = excluded.model, advice = excluded.advice, made = excluded.made",
            (key, advice.rule, text, now),
        )
        old = now - self._days * A_DAY
        db.execute("DELETE FROM answers WHERE made < ?", (old,))
        db.execute("DELETE FROM seen WHERE latest < ?", (old,))
        db.execute("DELETE FROM claims WHERE expires < ?", (now,))
        (count,) = db.execute("SELECT count(*) FROM answers").fetchone()
        if count > MOST:
            db.execute(
                "DELETE FROM answers WHERE key IN (SELECT key FROM answers ORDER BY made LIMIT ?)",
                (count - MOST,),
            )

    def _claimed(self, db: Connection, key: str) -> Advice | bool:
        if (advice := self._found(db, key)) is not None:
            return advice
        now = self._clock()
        row = db.execute("SELECT owner, expires FROM claims WHERE key = ?", (key,)).fetchone()
        # one that ends too late was made before the clock was set back
        if row is not None and row[0] != self._me and now < row[1] <= now + LEASE:
            return False
        db.execute(
            "INSERT INTO claims VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET "
            "owner = excluded.owner, expires = excluded.expires",
            (key, self._me, now + LEASE),
        )
        return True

    def _seen(self, db: Connection, key: str, asked: str) -> None:
        db.execute(
            "INSERT INTO seen VALUES (?, 1, ?, ?) ON CONFLICT (key) DO UPDATE SET "
            "times = times + 1, latest = excluded.latest, asked = excluded.asked",
            (key, self._clock(), asked),
        )
        db.execute(
            "DELETE FROM seen WHERE key IN "
            "(SELECT key FROM seen ORDER BY latest DESC LIMIT -1 OFFSET ?)",
            (MOST_SEEN,),
        )

    def _unanswered(self, db: Connection, count: int, ending: str) -> list[tuple[str, str]]:
        rows = db.execute(
            "SELECT key, asked FROM seen WHERE times > 1 "
            "AND substr(key, 1 + length(key) - length(?1)) = ?1 AND NOT EXISTS "
            "(SELECT 1 FROM answers WHERE answers.key = seen.key AND made > ?2) "
            "ORDER BY times DESC, latest DESC LIMIT ?3",
            (ending, self._clock() - self._days * A_DAY, count),
        )
        return [(key, asked) for key, asked in rows]


def redacted(advice: Advice) -> Advice:
    """Without secrets, should one have come through the model."""
    redactor = Redactor()
    texts = [(advice.title, False), (advice.explanation, False)]
    clean = redactor.redact_all([*texts, *((fix.command, True) for fix in advice.fixes)])
    fixes = tuple(
        Fix(command, fix.verified, fix.dangerous)
        for fix, command in zip(advice.fixes, clean[2:], strict=True)
        if command == fix.command  # a line with a placeholder in it runs nowhere
    )
    return Advice(clean[0], clean[1], fixes, advice.rule, advice.confidence, advice.source)


def decoded(text: str) -> Advice | None:
    """Advice from JSON; None when it is none of ours."""
    try:
        told = json.loads(text)
        return Advice(
            str(told["title"]),
            str(told["explanation"]),
            tuple(
                Fix(str(fix["command"]), bool(fix["verified"]), str(fix["dangerous"]))
                for fix in told["fixes"]
            ),
            str(told["rule"]),
            float(told["confidence"]),
            Source(told["source"]),
        )
    except (ValueError, TypeError, KeyError):
        return None


def summary(store: Store, now: float) -> Kept:
    """What is kept. Raises StoreError."""

    def count(db: Connection) -> Kept:
        answers, oldest = db.execute("SELECT count(*), min(made) FROM answers").fetchone()
        (seen,) = db.execute("SELECT count(*) FROM seen").fetchone()
        return Kept(answers, seen, now - oldest if oldest is not None else 0.0)

    return store.read(count)


def clear(store: Store) -> int:
    """Forget all answers; how many they were. Raises StoreError."""

    def drop(db: Connection) -> int:
        db.execute("DELETE FROM seen")
        return db.execute("DELETE FROM answers").rowcount

    gone = store.write(drop)
    store.compact()
    return gone
