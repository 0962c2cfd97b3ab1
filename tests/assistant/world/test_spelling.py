from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termproxy.assistant.world.spelling import EVERYDAY, closest, nearest, slip
from termproxy.assistant.world.wordlist import listed

NAMES = listed(
    """git gtk gist grep gzip docker python3 systemctl ls sl cd cat make man apt at status stash
    stage checkout cherry-pick"""
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gti", "git"),
        ("giit", "git"),
        ("got", "git"),
        ("grpe", "grep"),
        ("dcoker", "docker"),
        ("pyhton3", "python3"),
        ("sytsemctl", "systemctl"),
        ("systemclt", "systemctl"),
        ("mkae", "make"),
        ("atp", "apt"),
        ("cta", "cat"),
        ("stauts", "status"),
        ("chekcout", "checkout"),
        ("cherrypick", "cherry-pick"),
        ("cherry_pick", "cherry-pick"),
        ("GIT", "git"),
        ("catt", "cat"),
    ],
)
def test_slips_of_the_hand(typed: str, meant: str) -> None:
    assert closest(typed, NAMES, prior=EVERYDAY) == meant


@pytest.mark.parametrize("typed", ["frobnicate", "xyzzy", "zz", "kubernetes"])
def test_what_is_no_slip_stays_unanswered(typed: str) -> None:
    assert nearest(typed, NAMES, prior=EVERYDAY) == []


def test_a_name_used_lately_is_preferred() -> None:
    assert closest("dev1", ("dev2", "dev3")) == "dev2"
    assert closest("dev1", ("dev2", "dev3"), prior=("dev3",)) == "dev3"


def test_a_neighbouring_key_is_nearer_than_a_distant_one() -> None:
    assert slip("mske", "make") < slip("mpke", "make")
    assert slip("mkae", "make") < slip("mske", "make")


@given(st.text(max_size=12), st.text(max_size=12))
def test_distance_is_zero_for_equals_only(a: str, b: str) -> None:
    assert slip(a, a) == 0
    assert slip(a, b) >= 0
    assert a == b or slip(a, b) > 0
