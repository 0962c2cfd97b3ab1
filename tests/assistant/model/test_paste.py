from __future__ import annotations

from termproxy.assistant.model.paste import Paste


def test_one_at_a_time_is_no_paste() -> None:
    paste: Paste[str] = Paste(within=0.1)
    assert not paste.add("a", 1.0)
    assert not paste.add("b", 1.2)
    assert paste.take() == ["b"]


def test_what_follows_at_once_is_gathered() -> None:
    paste: Paste[str] = Paste(within=0.1)
    assert not paste.add("a", 1.0)
    assert paste.add("b", 1.05)
    assert paste.gathering
    assert paste.add("c", 1.5)  # late, but nobody has taken the others yet
    assert paste.take() == ["a", "b", "c"]
    assert not paste.gathering
    assert not paste.add("d", 1.7)


def test_what_was_answered_is_not_asked_again() -> None:
    paste: Paste[str] = Paste(within=0.1)
    paste.add("a", 1.0)
    paste.answered("a")
    assert not paste.add("b", 1.05)
    assert paste.take() == ["b"]


def test_of_a_long_paste_the_newest_count() -> None:
    paste: Paste[int] = Paste(within=0.1, most=10)
    for number in range(25):
        paste.add(number, 1.0)
    assert paste.take() == list(range(15, 25))
