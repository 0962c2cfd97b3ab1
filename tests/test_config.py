from __future__ import annotations

import os
from pathlib import Path

import pytest

from termproxy.commands.config import report, toml
from termproxy.config import SETTINGS, TABLE, Config, load
from termproxy.places import config_path


def with_file(home: Path, text: str, **environ: str) -> dict[str, str]:
    path = home / ".config" / "termproxy" / "config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return {"HOME": str(home), **environ}


def test_without_anything_the_defaults_count(tmp_path: Path) -> None:
    config = load({"HOME": str(tmp_path)})
    assert config.problems == ()
    assert config.values == {setting.key: setting.default for setting in SETTINGS}
    assert set(config.origins.values()) == {"default"}


def test_the_file_the_environment_and_flags_count_in_rising_order(tmp_path: Path) -> None:
    text = '[hint]\nmode = "rules"\nstyle = "box"\nwait_ms = 10\n'
    environ = with_file(tmp_path, text, TERMPROXY_HINT_STYLE="line", TERMPROXY_HINT_WAIT_MS="20")
    config = load(environ, [("hint.wait_ms", "30")])
    assert config.problems == ()
    assert config.text("hint.mode") == "rules"
    assert config.text("hint.style") == "line"
    assert config.number("hint.wait_ms") == 30
    assert config.origins["hint.mode"] == config_path(environ)
    assert config.origins["hint.style"] == "the environment (TERMPROXY_HINT_STYLE)"
    assert config.origins["hint.wait_ms"] == "the command line"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[hint]\nmdoe = 1", 'there is no setting "hint.mdoe". Did you mean hint.mode?'),
        (
            "[hint]\nblink = 1",
            'no setting "hint.blink". In [hint] there are mode, style, key, progress, wait_ms',
        ),
        ("[hints]\nmode = 1", 'there is no setting "hints.mode". Did you mean hint.mode?'),
        ("mode = 1", 'there is no setting "mode". Sections are commands, hint, history'),
        (
            '[hint]\nmode = "loud"',
            'is "loud", and must be one of "off", "rules", "ask", "auto". "auto" is used.',
        ),
        ("[hint]\nmode = true", "hint.mode is true, and must be one of"),
        ('[hint]\nwait_ms = "soon"', 'wait_ms is "soon", and must be a whole number, 0 or more'),
        ("[hint]\nwait_ms = -1", "wait_ms is -1, and must be a whole number, 0 or more"),
        ("[hint]\nwait_ms = 1.5", "wait_ms is 1.5, and must be a whole number"),
        ("[hint]\nwait_ms = true", "wait_ms is true, and must be a whole number"),
        ("[model]\nstall_seconds = nan", "stall_seconds is nan, and must be a number"),
        ("[model]\nstall_seconds = inf", "stall_seconds is inf, and must be a number"),
        ("[model]\nallow_remote = 1", "allow_remote is 1, and must be true or false"),
        ("[model]\nname = 3", "model.name is 3, and must be a text"),
        ('[hint]\nkey = "ctrl-c"', 'hint.key is "ctrl-c", and must be a key such as alt-i'),
        ("[history]\nbytes = 10", "history.bytes is 10, and must be a whole number, 65536 or more"),
        (
            '[commands]\nmake = "loud"',
            'the mode of "make" in [commands] is "loud", and must be one',
        ),
        # It said that the mode, "off", must be one of "off", "rules" ...
        ('[commands]\n" " = "off"', "a line of [commands] is for no command."),
        ('[commands]\n"" = "off"', "a line of [commands] is for no command."),
        ("[history]\nbytes = 0", "65536 or more. 4194304 is used"),  # it said 4.1943e+06
        ("[hint\nmode", "is not valid TOML"),
        ("\udcff", "is not valid TOML"),
        # A folder's file is a stranger's: these three ended the session's settings, or its hint.
        ("a = " + "[" * 50_000, "is nested too deeply"),
        ("a." * 3000 + "b = 1", "is nested too deeply"),
        ("a = " + "9" * 50_000, "is not valid TOML: Exceeds the limit"),
    ],
)
def test_what_is_wrong_is_a_sentence_and_the_default_counts(
    tmp_path: Path, text: str, sentence: str
) -> None:
    environ = with_file(tmp_path, "")
    Path(config_path(environ)).write_bytes(text.encode(errors="surrogateescape"))
    config = load(environ)
    (problem,) = config.problems
    assert sentence in problem
    assert problem.startswith(config_path(environ))
    assert config.values == load({"HOME": "/nonexistent"}).values


def test_commands_have_modes_of_their_own(tmp_path: Path) -> None:
    text = '[commands]\n"npm  test" = "rules"\nmake = "off"\n"./a.b *" = "ask"\n'
    config = load(with_file(tmp_path, text), [("hint.mode", "auto")])
    assert config.problems == ()
    assert config.commands == (("npm test", "rules"), ("make", "off"), ("./a.b *", "ask"))
    assert config.firm == ("hint.mode",)
    again = load(with_file(tmp_path, report(config, "/some/where")))
    assert again.commands == config.commands


def test_wrong_words_in_the_environment_and_flags_are_sentences_too() -> None:
    environ = {"HOME": "/nonexistent", "TERMPROXY_SHELL_INTEGRATION": "perhaps"}
    config = load(environ, [("hint.moed", "x"), ("hint.wait_ms", "long")])
    assert len(config.problems) == 3
    assert config.problems[0].startswith("the environment (TERMPROXY_SHELL_INTEGRATION): ")
    assert all(problem.startswith("the command line: ") for problem in config.problems[1:])


def test_misspelt_variables_are_told_and_others_are_nobody_s_business() -> None:
    environ = {"HOME": "/nonexistent", "TERMPROXY_HINT_STYEL": "line", "TERMPROXY_FOO": "1"}
    (problem,) = load(environ).problems
    assert problem == (
        "the environment: TERMPROXY_HINT_STYEL is no setting. Did you mean hint.style?"
    )


@pytest.mark.parametrize(
    ("word", "meant"),
    [("1", True), ("true", True), ("ON", True), ("0", False), ("no", False), ("", False)],
)
def test_switches_take_the_usual_words(word: str, meant: bool) -> None:
    environ = {"HOME": "/nonexistent", "TERMPROXY_SHELL_INTEGRATION": word}
    assert load(environ).on("shell.integration") is meant


def test_a_problem_may_not_steer_the_terminal(tmp_path: Path) -> None:
    """A value is quoted in the sentence about it, which is written at the start."""
    environ = with_file(tmp_path, '[hint]\nmode = "\\u001b[2Jloud\\n"\n')
    (problem,) = load({**environ, "TERMPROXY_HINT_STYLE": "\udc9bbox"}).problems[:1]
    assert 'hint.mode is "[2Jloud", and must be' in problem
    assert all(sentence.isprintable() for sentence in load(environ).problems)


def test_a_folder_in_its_place_is_no_reason_to_stop(tmp_path: Path) -> None:
    environ = {"HOME": str(tmp_path)}
    Path(config_path(environ)).mkdir(parents=True)
    assert "cannot be read" in load(environ).problems[0]


def test_a_fifo_in_its_place_is_not_waited_for(tmp_path: Path) -> None:
    """No shell came up until somebody wrote to it."""
    path = Path(config_path({"HOME": str(tmp_path)}))
    path.parent.mkdir(parents=True)
    os.mkfifo(path)
    assert load({"HOME": str(tmp_path)}).problems == (
        f"{path} cannot be read (it is no regular file); the defaults are used.",
    )


def test_the_report_is_itself_a_valid_file(tmp_path: Path) -> None:
    values = dict(load({"HOME": "/nonexistent"}).values)
    values["model.name"] = 'odd "name"\\\n'
    first = Config(values, dict.fromkeys(values, "default"), ())
    second = load(with_file(tmp_path, report(first, "/some/where")))
    assert second.problems == ()
    assert second.values == first.values


def test_secrets_are_not_reported() -> None:
    environ = {"HOME": "/nonexistent", "TERMPROXY_MODEL_TOKEN": "s3cret"}
    config = load(environ)
    assert config.text("model.token") == "s3cret"
    assert "s3cret" not in report(config, "/some/where")


def test_every_setting_is_documented() -> None:
    page = (Path(__file__).parent.parent / "docs" / "configuration.md").read_text()
    for key, setting in TABLE.items():
        assert f"`{key}`" in page, key
        assert setting.meaning in page, f"{key}: run scripts/settings-doc"


def test_toml_values() -> None:
    assert [toml(v) for v in (True, 3, 1.5, 'a"b')] == ["true", "3", "1.5", '"a\\"b"']
