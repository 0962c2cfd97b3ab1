from __future__ import annotations

from pathlib import Path

import pytest

from termproxy.assistant.mutes import Mute, Mutes, parse

FILE = """\
# of my own
rule git.no-upstream   # tells me nothing
rule npm
command make
command npm  test
folder /srv/legacy/

nonsense line
rule
rule npm
"""


@pytest.fixture
def mutes(tmp_path: Path) -> Mutes:
    (tmp_path / "mutes").write_text(FILE)
    return Mutes(str(tmp_path / "mutes"))


def test_a_file_is_read_leniently() -> None:
    assert [str(mute) for mute in parse(FILE)] == [
        "rule git.no-upstream", "rule npm", "command make", "command npm  test",
        "folder /srv/legacy/",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "muted"),
    [("git.no-upstream", True), ("git.typo", False), ("npm.missing", True), ("npmx.y", False)],
)
def test_rules_and_families(mutes: Mutes, rule: str, muted: bool) -> None:
    assert (mutes.of_rule(rule) is not None) == muted


@pytest.mark.parametrize(
    ("line", "cwd", "muted"),
    [
        ("make -j4", "/", True),
        ("cd x && sudo make", "/", True),
        ("/usr/bin/make", "/", True),
        ("cmake .", "/", False),
        ("npm test -- -x", "/", True),
        ("npm run test", "/", False),
        ("ls", "/srv/legacy", True),
        ("ls", "/srv/legacy/deep", True),
        ("ls", "/srv/legacy2", False),
    ],
)
def test_lines_and_folders(mutes: Mutes, line: str, cwd: str, muted: bool) -> None:
    assert (mutes.of_line(line, cwd) is not None) == muted


def test_a_change_of_the_file_counts_at_once(mutes: Mutes) -> None:
    assert mutes.of_rule("tar.gone") is None
    mutes.write([*mutes.all(), Mute("rule", "tar.gone")])
    assert mutes.of_rule("tar.gone") == Mute("rule", "tar.gone")
    Path(mutes.path).unlink()
    assert mutes.of_rule("tar.gone") is None
