"""What mended a failure before: remembered on this machine, and said the next time.

Held in memory whole, so that a prompt waits for no disk; read anew, in the store's thread, when
another terminal has learnt something. Nothing is kept of commands that were kept out of the
history, that hold a secret, or that ran on another host.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from termproxy.assistant.advice import Advice, Case, Fix, Source
from termproxy.assistant.mending import Mending, again, mending, programs, same_shape, shape
from termproxy.assistant.safety.safety import dangerous
from termproxy.assistant.secrets.redact import Redactor
from termproxy.assistant.store import Store
from termproxy.assistant.trouble import note
from termproxy.assistant.world.wordlist import listed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from sqlite3 import Connection

# A command mends a failure that is at most so many commands and seconds old.
COMMANDS = 5
SECONDS = 600.0
# Fixes kept; the one that helped longest ago goes first.
MOST = 1000
# A fix that worked as often outranks every rule.
PROVEN = 2
CERTAIN, LIKELY = 0.99, 0.75
FIXES = 3
# Lines that were told and may yet turn out not to help; nobody comes back to older ones.
OFFERS = 50
MONTHS = listed(
    "January February March April May June July August September October November December"
)

SCHEMA = """
CREATE TABLE fixes (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    program TEXT NOT NULL, shape TEXT NOT NULL, failed TEXT NOT NULL, fixed TEXT NOT NULL,
    details TEXT NOT NULL, worked INTEGER NOT NULL, missed INTEGER NOT NULL, latest REAL NOT NULL
)
"""
VERSION = 1


@dataclass(frozen=True, slots=True)
class Remembered:
    """A fix: `worked` and `missed` count how often it did and did not, `latest` is when it last
    did, in seconds since the epoch."""

    number: int
    mending: Mending
    worked: int
    missed: int
    latest: float

    @property
    def proven(self) -> bool:
        return self.worked - self.missed >= PROVEN


def fixes(path: str, *, say: Callable[[str], None] = note) -> Store:
    """The store that they are kept in; `say` gets a sentence where it had to be begun anew."""
    return Store(path, SCHEMA, VERSION, say=say)


def off_mark(path: str) -> str:
    """The file beside the store whose presence means: do not remember."""
    return os.path.join(os.path.dirname(path), "memory-off")


def remembered(store: Store) -> list[Remembered]:
    """All of them, the latest first. Raises StoreError."""
    return store.read(_all)


def forget(store: Store, number: int | None) -> int:
    """Forget fix `number`, or all (None); how many that were. Raises StoreError."""
    if number is not None:
        drop = "DELETE FROM fixes WHERE number = ?"
        return store.write(lambda db: db.execute(drop, (number,)).rowcount)
    gone = store.write(lambda db: db.execute("DELETE FROM fixes").rowcount)
    store.compact()
    return gone


@dataclass(frozen=True, slots=True)
class _Pending:
    """A failure that may yet be mended."""

    case: Case
    seq: int
    moment: float


class FixMemory:
    """Learns from `failed` and `succeeded`, and is asked by `advice`. None of them blocks.

    `clock`: seconds since the epoch. `timer`: seconds that no clock setting changes.
    """

    def __init__(
        self,
        path: str,
        *,
        clock: Callable[[], float] = time.time,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._path = path
        self._store = fixes(path)
        self._clock, self._timer = clock, timer
        self._known: list[Remembered] = []
        self._version: object = None
        self._pending: list[_Pending] = []
        self._offered: dict[str, int] = {}  # lines that were told, and which fix they are

    @property
    def on(self) -> bool:
        return not os.path.exists(off_mark(self._path))

    def refresh(self) -> None:
        """See, when there is time, whether another terminal has learnt something."""
        if os.path.exists(self._path):
            self._store.later(self._reread)
        else:
            self._known = []

    def failed(self, seq: int, case: Case) -> None:
        """Command `seq` failed, and not as programs do that only answer a question."""
        if not self.on or case.remote or case.private or not case.ran:
            return
        if (number := self._offered.pop(case.command.strip(), None)) is not None:
            self._count(number, missed=1)
        now = self._timer()
        self._pending = [*self._alive(seq, now), _Pending(case, seq, now)]

    def succeeded(self, seq: int, text: str, *, private: bool = False) -> None:
        """Command `seq` ended well: did it mend what failed before it?"""
        self._offered.pop(text.strip(), None)
        self._pending = self._alive(seq, self._timer())
        if private or not self.on:
            return
        kept: list[_Pending] = []
        for pending in self._pending:
            if pending.case.command.strip() == text.strip():
                continue  # it works now; what changed was not the line
            found = mending(pending.case, text)
            if found is None:
                kept.append(pending)
            elif _clean(found):
                self._learn(found)
        self._pending = kept

    def recall(self, case: Case) -> tuple[Remembered, str] | None:
        """The fix that fits best, and the line that it makes of this one."""
        if not self._known or case.remote or not self.on:
            return None
        names = programs(case.command)
        fitting = [fix for fix in self._known if fix.mending.program in names]
        if not fitting:
            return None
        said = shape(case)
        best: tuple[Remembered, str] | None = None
        for fix in fitting:
            if not same_shape(fix.mending.shape, said) or fix.missed >= fix.worked:
                continue
            line = again(fix.mending, case)
            if (
                line
                and line != case.command.strip()
                and (best is None or _rank(fix) > _rank(best[0]))
            ):
                best = fix, line
        return best

    def advice(self, case: Case, rule: Advice | None, *, sure: float) -> Advice | None:
        """What is best said of `case`, where the rules say `rule`.

        A fix that has worked twice goes first; one that worked once stands second where a rule is
        as sure as `sure`.
        """
        found = self.recall(case)
        if found is None:
            return rule
        fix, line = found
        self._offer(line, fix.number)
        mended = Fix(line, dangerous=dangerous(line))
        others = tuple(other for other in (rule.fixes if rule else ()) if other.command != line)
        if rule is not None and rule.confidence >= sure:
            if rule.fixes and rule.fixes[0].command == line:
                return rule  # which says why, too
            if not fix.proven:
                return replace(rule, fixes=(*others[:1], mended, *others[1:])[:FIXES])
        return Advice(
            f"You fixed this {when(fix.latest, self._clock())}",
            fixes=(mended, *others)[:FIXES],
            rule=f"memory.{fix.number}",
            confidence=CERTAIN if fix.proven else LIKELY,
            source=Source.MEMORY,
        )

    async def close(self) -> None:
        await self._store.shut()

    # ------------------------------------------------------------------ learning

    def _offer(self, line: str, number: int) -> None:
        self._offered.pop(line, None)  # to stand last
        self._offered[line] = number
        while len(self._offered) > OFFERS:
            del self._offered[next(iter(self._offered))]

    def _alive(self, seq: int, now: float) -> list[_Pending]:
        return [
            pending
            for pending in self._pending
            if seq - pending.seq <= COMMANDS and now - pending.moment <= SECONDS
        ]

    def _learn(self, found: Mending) -> None:
        for fix in self._known:
            if _same(fix.mending, found):
                self._count(fix.number, worked=1, latest=found)
                return
        now = self._clock()

        def insert(db: Connection) -> None:
            row = (found.program, found.shape, found.failed, found.fixed, found.details(), now)
            db.execute(
                "INSERT INTO fixes (program, shape, failed, fixed, details, worked, missed, latest)"
                " VALUES (?, ?, ?, ?, ?, 1, 0, ?)",
                row,
            )
            db.execute(
                "DELETE FROM fixes WHERE number IN "
                "(SELECT number FROM fixes ORDER BY latest DESC LIMIT -1 OFFSET ?)",
                (MOST,),
            )

        self._write(insert)

    def _count(
        self, number: int, *, worked: int = 0, missed: int = 0, latest: Mending | None = None
    ) -> None:
        now = self._clock()

        def update(db: Connection) -> None:
            db.execute(
                "UPDATE fixes SET worked = worked + ?, missed = missed + ? WHERE number = ?",
                (worked, missed, number),
            )
            if latest is not None:
                db.execute(
                    "UPDATE fixes SET latest = ?, failed = ?, fixed = ?, details = ? "
                    "WHERE number = ?",
                    (now, latest.failed, latest.fixed, latest.details(), number),
                )

        self._write(update)

    def _write(self, change: Callable[[Connection], None]) -> None:
        def work() -> None:
            self._store.write(change)
            self._known = self._store.read(_all)

        self._store.later(work)

    def _reread(self) -> None:
        """In the store's thread."""

        def look(db: Connection) -> None:
            # differs after a commit of another connection (sqlite.org/pragma.html)
            (version,) = db.execute("PRAGMA data_version").fetchone()
            if (db, version) != self._version:
                self._version = (db, version)
                self._known = _all(db)

        self._store.read(look)


def when(then: float, now: float) -> str:
    """ "today", "yesterday", "on 12 March", "on 12 March 2025"."""
    day, today = time.localtime(then), time.localtime(now)
    if day[:3] == today[:3]:
        return "today"
    if day[:3] == time.localtime(now - 86_400)[:3]:
        return "yesterday"
    year = f" {day.tm_year}" if day.tm_year != today.tm_year else ""
    return f"on {day.tm_mday} {MONTHS[day.tm_mon - 1]}{year}"


def _all(db: Connection) -> list[Remembered]:
    rows = db.execute(
        "SELECT number, program, shape, failed, fixed, details, worked, missed, latest "
        "FROM fixes ORDER BY latest DESC, number DESC"
    )
    found: list[Remembered] = []
    for number, *texts, worked, missed, latest in rows:
        try:
            known = Mending.of(*map(str, texts))
            fix = Remembered(number, known, int(worked), int(missed), float(latest))
        except ValueError:
            continue  # not written by us
        found.append(fix)
    return found


def _rank(fix: Remembered) -> tuple[int, float]:
    return fix.worked - fix.missed, fix.latest


def _same(one: Mending, other: Mending) -> bool:
    """The same mending, perhaps of another line."""
    if one.program != other.program or not same_shape(one.shape, other.shape):
        return False
    if (one.failed, one.fixed) == (other.failed, other.fixed):
        return True
    lent = {loan.word for loan in (*one.loans, *other.loans)}

    def bare(words: Sequence[str]) -> list[str]:
        return ["~" if word in lent else word for word in words]

    if len(one.changes) != len(other.changes) or (one.loans == () and len(one.changes) > 1):
        return False
    return all(
        a.old == b.old and bare(a.new) == bare(b.new)
        for a, b in zip(one.changes, other.changes, strict=True)
    )


def _clean(found: Mending) -> bool:
    """Whether it is all text and holds no secret: a line without its secret would mend nothing."""
    texts = [(found.failed, True), (found.fixed, True), (found.shape, False)]
    texts += [(loan.before + loan.word + loan.after, False) for loan in found.loans]
    try:
        "".join(text for text, _ in texts).encode()
    except UnicodeEncodeError:
        return False  # bytes that are no UTF-8, of a file's name
    return Redactor().redact_all(texts) == [text for text, _ in texts]
