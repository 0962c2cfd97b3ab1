from __future__ import annotations

from pathlib import Path

import pytest

from termproxy.assistant.folders import TRUSTED, Folders, Trust, find, read
from termproxy.assistant.hintmode import Modes, pattern_mode


@pytest.mark.parametrize(
    ("line", "mode"),
    [
        ("npm test", ("npm test", "off")),
        ("npm test --watch", ("npm test", "off")),
        ("npm run build", ("npm", "rules")),
        ("sudo npm test", ("npm test", "off")),
        ("FOO=1 npm run x", ("npm", "rules")),
        ("cd app && npm test", ("npm test", "off")),
        ("echo npm test", None),
        ("kubectl get pods", ("kubectl * pod*", "ask")),
        ("kubectl delete pod/x", ("kubectl * pod*", "ask")),
        ("kubectl get nodes", None),
        ("kubectl get pods | npm test", ("npm test", "off")),
        ("python3.11 x.py", ("python3*", "auto")),
        ("", None),
        ("echo 'unfinished", None),
    ],
)
def test_the_pattern_with_the_most_words_counts_and_of_a_line_the_quietest(
    line: str, mode: tuple[str, str] | None
) -> None:
    patterns = [
        ("npm", "rules"),
        ("npm test", "off"),
        ("kubectl * pod*", "ask"),
        ("python3*", "auto"),
    ]
    assert pattern_mode(patterns, line) == mode


class Home:
    """A user with a state folder and a repository `app` whose file says something."""

    def __init__(self, place: Path) -> None:
        self.root = place / "app"
        self.inner = self.root / "src" / "deep"
        self.inner.mkdir(parents=True)
        (self.root / ".git").mkdir()
        self.file = self.root / ".termproxy.toml"
        self.trust = Trust(str(place / "state" / "folders"))
        self.folders = Folders(self.trust)

    def says(self, text: str, *, trusted: bool = True) -> None:
        self.file.write_text(text)
        if trusted:
            found = read(str(self.file))
            assert found is not None
            self.trust.note(found.path, TRUSTED, found.digest)

    def mode(
        self, command: str, general: str = "auto", *, firm: bool = False, **patterns: str
    ) -> str:
        commands = tuple((name.replace("_", " "), mode) for name, mode in patterns.items())
        held = ("hint.mode",) if firm else ()
        modes = Modes({"hint.mode": general}, self.folders, commands, held)
        return modes.of(command, str(self.inner)).word


@pytest.fixture
def app(tmp_path: Path) -> Home:
    return Home(tmp_path.resolve())


FILE = '[hint]\nmode = "rules"\n[commands]\n"make" = "off"\n"npm test" = "ask"\n'


def test_a_trusted_folder_counts_more_than_the_settings(app: Home) -> None:
    app.says(FILE)
    assert app.mode("cargo build") == "rules"
    assert app.mode("make all") == "off"
    assert app.mode("npm test", "rules") == "ask"
    assert app.mode("cargo build", "off") == "rules"


def test_of_two_patterns_the_quieter_counts(app: Home) -> None:
    app.says(FILE)
    assert app.mode("npm test", npm_test="rules") == "rules"
    assert app.mode("npm test", npm_test="auto") == "ask"
    assert app.mode("cargo build", cargo="auto") == "auto"


def test_nothing_is_louder_than_the_command_line(app: Home) -> None:
    app.says('[hint]\nmode = "auto"\n')
    assert app.mode("x", "rules") == "auto"
    assert app.mode("x", "rules", firm=True) == "rules"
    assert app.mode("npm", "rules", firm=True, npm="auto") == "rules"
    assert app.mode("npm", "rules", firm=True, npm="off") == "off"


def test_another_hosts_folder_is_not_this_one(app: Home) -> None:
    app.says(FILE)
    modes = Modes({"hint.mode": "auto"}, app.folders)
    assert modes.of("x", str(app.inner), remote=True).word == "auto"


def test_what_is_not_trusted_is_not_used_and_told_once(app: Home, tmp_path: Path) -> None:
    app.says(FILE, trusted=False)
    assert app.mode("make") == "auto"
    news = app.folders.news()
    assert news.startswith(str(app.file))
    assert "termproxy trust" in news
    app.mode("make")
    assert app.folders.news() == ""
    # nor in another session
    other = Folders(Trust(app.trust.path))
    other.trusted(str(app.inner))
    assert other.news() == ""


def test_trust_ends_with_the_first_change(app: Home) -> None:
    app.says(FILE)
    assert app.mode("make") == "off"
    app.says(FILE + "# \n", trusted=False)
    assert app.mode("make") == "auto"
    assert "termproxy trust" in app.folders.news()
    app.says(FILE)
    assert app.mode("make") == "off"


def test_trust_is_for_one_place(app: Home, tmp_path: Path) -> None:
    """A copy of a trusted file elsewhere is another stranger's."""
    app.says(FILE)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / ".termproxy.toml").write_text(FILE)
    assert app.folders.trusted(str(elsewhere)) is None


def test_trust_can_be_taken_back(app: Home) -> None:
    app.says(FILE)
    assert [path for path, _ in app.trust.all()] == [str(app.file)]
    assert app.trust.forget(str(app.file))
    assert not app.trust.forget(str(app.file))
    assert app.mode("make") == "auto"


def test_a_list_that_others_may_write_to_is_not_believed(app: Home) -> None:
    app.says(FILE)
    assert Path(app.trust.path).stat().st_mode & 0o777 == 0o600
    Path(app.trust.path).chmod(0o666)
    assert app.mode("make") == "auto"


def test_it_is_looked_for_upwards_to_the_root_of_the_repository(app: Home) -> None:
    outside = app.root.parent / ".termproxy.toml"
    outside.write_text(FILE)
    assert find(str(app.inner)) == ""
    app.says(FILE)
    assert find(str(app.inner)) == str(app.file)
    nearer = app.inner / ".termproxy.toml"
    nearer.write_text("")
    assert find(str(app.inner)) == str(nearer)
    assert find("relative") == find("") == ""


def test_a_link_to_a_folder_is_the_folder(app: Home, tmp_path: Path) -> None:
    app.says(FILE)
    (tmp_path / "link").symlink_to(app.root)
    assert find(str(tmp_path / "link" / "src")) == str(app.file)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('[model]\nhost = "http://evil"\n', "a folder may set hint.mode and [commands], not model"),
        ("[hint]\nstyle = 'box'\n", "not hint.style"),
        ("[hint]\nmode = 'loud'\n", "hint.mode must be one of off, rules, ask, auto"),
        ("[commands]\nmake = 3\n", 'the mode of "make" in [commands] is 3'),
        ("[hint", "is not valid TOML"),
        ("# " + "x" * 70_000, "is longer than"),
    ],
)
def test_what_a_folder_may_not_say_is_a_sentence(app: Home, text: str, sentence: str) -> None:
    app.says(text)
    assert app.mode("make") == "auto"
    assert sentence in app.folders.news()
    app.mode("make")
    assert app.folders.news() == ""


def test_a_pipe_in_its_place_keeps_nobody_waiting(app: Home) -> None:
    import os

    os.mkfifo(app.file)
    assert app.mode("make") == "auto"
    app.file.unlink()
    app.file.mkdir()
    assert app.mode("make") == "auto"
