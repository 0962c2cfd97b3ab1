from __future__ import annotations

import json
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termproxy.assistant.secrets.redact import Redactor
from tests.assistant import secret_corpus

TOKENS = secret_corpus.tokens()
PLACED = secret_corpus.placed()
BLOCKS = secret_corpus.key_blocks()


def redacted(text: str, *, command: bool = False) -> str:
    return Redactor().redact(text, command=command)


@pytest.mark.parametrize("name", TOKENS)
@pytest.mark.parametrize(
    "frame", ["{}", "error: bad credentials {}", "x='{}',", '{{"k":"{}"}}', "a={};b", "/x/{}/y"]
)
def test_tokens_known_by_their_shape(name: str, frame: str) -> None:
    token = TOKENS[name]
    clean = redacted(frame.format(token))
    assert token[len(token) // 3 :] not in clean
    assert "-1>" in clean


@pytest.mark.parametrize("name", PLACED)
def test_secrets_told_by_their_place(name: str) -> None:
    line, secret = PLACED[name]
    at = line.rindex(secret)
    for clean in (
        redacted(line, command=True),
        redacted(f"+ set -x\n{line}\ndone").split("\n")[1],
    ):
        assert secret not in clean[at:]
        assert clean[: at - 1] == line[: at - 1]


@pytest.mark.parametrize("name", BLOCKS)
def test_private_keys(name: str) -> None:
    block = BLOCKS[name]
    assert redacted(f"before\n{block}\nafter") == "before\n<private-key-1>\nafter"
    cut = block[: len(block) // 2]
    assert redacted(f"before\n{cut}") == "before\n<private-key-1>"


def test_an_escaped_private_key_as_in_a_json_key_file() -> None:
    text = json.dumps({"type": "service_account", "private_key": BLOCKS["key"]})
    assert redacted(text) == '{"type": "service_account", "private_key": "<private-key-1>"}'


def test_at_most_one_innocent_line_in_a_thousand_is_touched() -> None:
    lines = list(islice(secret_corpus.innocent(), 10_000))
    clean = redacted("\n".join(lines)).split("\n")
    touched = [pair for pair in zip(lines, clean, strict=True) if pair[0] != pair[1]]
    assert len(touched) <= 10, touched[:20]


def test_equal_secrets_have_equal_placeholders() -> None:
    one, two = TOKENS["github classic"], TOKENS["github oauth"]
    assert redacted(f"{one} {two} {one}") == "<github-token-1> <github-token-2> <github-token-1>"


def test_a_secret_found_once_goes_from_every_text() -> None:
    secret = PLACED["json token"][1]
    redactor = Redactor()
    clean = redactor.redact_all([(f"refused: {secret}", False), (f"T_TOKEN={secret}", True)])
    assert clean == ["refused: <token-1>", "T_TOKEN=<token-1>"]
    assert redactor.found == {"token": 1}


def test_an_ordinary_word_used_as_password_stays_elsewhere() -> None:
    text = 'PGPASSWORD=postgres psql\nFATAL: role "postgres" does not exist'
    assert redacted(text) == 'PGPASSWORD=<password-1> psql\nFATAL: role "postgres" does not exist'


def test_names_and_mail_on_request() -> None:
    redactor = Redactor(personal=("alice", "alice@example.com"))
    assert redactor.redact("alice wrote to alice@example.com; malice stays") == (
        "<name-1> wrote to <email-1>; malice stays"
    )


def test_a_tests_verdict_is_no_password() -> None:
    """`--- PASS: TestCase1 (0.00s)` lost the names of go's tests."""
    text = "=== RUN   TestCase1\n--- PASS: TestCase1 (0.00s)\nPASS: all of 12x\n"
    assert redacted(text) == text
    assert "hunter2x" not in redacted("DB_PASS: hunter2x\nPASS=hunter2x")


def test_whoever_hides_names_hides_every_address() -> None:
    redactor = Redactor(personal=("alice",))
    text = "From: Bob <bob.b+x@mail.example.org>\ngit@h.com:alice/x.git bob.b+x@mail.example.org"
    assert redactor.redact(text) == ("From: Bob <<email-1>>\ngit@h.com:<name-1>/x.git <email-1>")
    assert Redactor().redact(text) == text


@pytest.mark.parametrize(
    ("line", "clean"),
    [
        ("https://u:p%40ss@h/x?y=1", "https://u:<password-1>@h/x?y=1"),
        ("Password=abc;Timeout=5", "Password=<password-1>;Timeout=5"),
        ("a_token: 'x9y8z7w6', b: 2", "a_token: '<token-1>', b: 2"),
        ("curl -u bob:pw1 https://h", "curl -u bob:<password-1> https://h"),
    ],
)
def test_only_the_secret_itself_is_replaced(line: str, clean: str) -> None:
    assert redacted(line, command=True) == clean


MADE = st.lists(
    st.sampled_from(
        [*list(TOKENS.values())[:12], *[line for line, _ in PLACED.values()], "password", "token",
         "=", ":", " ", "\n", '"', "'", "://", "@", "<", ">", "-1", "Bearer ", "İ", "é", "key"]
    )
    | st.text(max_size=5),
    max_size=12,
).map("".join)  # fmt: skip


@given(MADE, st.booleans())
def test_redacting_twice_changes_nothing(text: str, command: bool) -> None:
    once = redacted(text, command=command)
    assert redacted(once, command=command) == once


@given(MADE)
def test_lines_stay_lines(text: str) -> None:
    assert redacted(text).count("\n") == text.count("\n")


@given(st.sampled_from(sorted(TOKENS)), st.text(max_size=12), st.text(max_size=12))
def test_a_token_is_found_wherever_it_stands(name: str, before: str, after: str) -> None:
    token = TOKENS[name]
    text = f"{before} {token} {after}"
    assert token not in redacted(text)
