from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termproxy.assistant.model.chat import Choice, Kind, ModelProblem
from termproxy.assistant.model.models import (
    always_thinks,
    choose,
    installed,
    names_cloud,
    rank,
    think_value,
    with_details,
)
from tests.fake_ollama import tag


def choice(
    *rows: dict[str, Any], configured: str = "", running: object = None, remote: bool = False
) -> Choice:
    return choose(installed({"models": list(rows)}, running), configured, allow_remote=remote)


def refused(*rows: dict[str, Any], configured: str = "") -> ModelProblem:
    with pytest.raises(ModelProblem) as caught:
        choice(*rows, configured=configured)
    return caught.value


CLOUD = tag("gpt-oss:120b-cloud", "", remote_host="https://ollama.com:443", remote_model="gpt-oss")
EMBEDDER = tag("nomic-embed-text:latest", "137M", capabilities=["embedding"])


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (tag("a:3b", "3.2B"), tag("b:1b", "1.2B")),
        (tag("a:7b", "7.6B"), tag("b:70b", "70B")),
        (tag("a:2b", "2B"), tag("b:14b", "14B")),
        (tag("a:14b", "14B"), tag("b:1b", "0.6B")),
        (tag("qwen2.5-coder:3b", "3.1B"), tag("llama3.2:3b", "3.2B")),
        (tag("a:4b", "4B"), tag("b:4b", "4B", capabilities=["completion", "thinking"])),
        (tag("a:7b", "7B"), tag("a:7b-fp16", "7B", details={"quantization_level": "F16"})),
        (tag("a:7b", "7B"), tag("a:7b-text", "7B")),
        (tag("mystery", "", size=2_000_000_000), tag("other", "", size=40_000_000_000)),
    ],
    ids=lambda row: row["name"],
)
def test_which_of_two(better: dict[str, Any], worse: dict[str, Any]) -> None:
    assert choice(better, worse).model == better["name"]
    assert choice(worse, better).model == better["name"]


def test_the_latest_wins_a_tie() -> None:
    assert choice(tag("b:3b"), tag("a:3b")).model == "b:3b"


def test_a_loaded_model_wins_unless_it_is_huge() -> None:
    rows = (tag("good:7b", "7B"), tag("tiny:1b", "1B"), tag("huge:70b", "70B"))
    for loaded, expected in (("tiny:1b", "tiny:1b"), ("huge:70b", "good:7b")):
        running = {"models": [{"name": loaded, "context_length": 16384}]}
        picked = choice(*rows, running=running)
        assert picked.model == expected
    assert choice(*rows, running={"models": [{"name": "tiny:1b", "context_length": 99}]}) == Choice(
        "tiny:1b", "loaded already; 1.0 billion parameters", 99, loaded=True
    )


def test_cloud_and_embedding_models_are_never_chosen_unasked() -> None:
    assert rank(installed({"models": [CLOUD, EMBEDDER]}, None)) == []
    assert refused(CLOUD, EMBEDDER).kind is Kind.NO_MODEL
    assert choice(CLOUD, EMBEDDER, tag("a:1b", "1B")).model == "a:1b"


def test_before_0_30_names_and_families_tell() -> None:
    old = [
        tag("all-minilm:latest", "23M", capabilities=None, details={"families": ["bert"]}),
        tag("bge-m3:latest", "567M", capabilities=None, details={"families": None, "family": ""}),
        tag("llama3.2:latest", capabilities=None),
        tag("qwen3:4b", "4B", capabilities=None),
    ]
    picked = choice(*old)
    assert (picked.model, picked.thinks) == ("llama3.2:latest", False)
    assert choice(old[3]).thinks


def test_the_configured_model() -> None:
    rows = (tag("llama3.2:latest"), tag("qwen2.5-coder:7b", "7B"))
    assert choice(*rows, configured="llama3.2").model == "llama3.2"
    assert choice(*rows, configured="LLAMA3.2:Latest").model == "LLAMA3.2:Latest"
    assert choice(*rows, configured="llama3.2").why == "it is configured"
    problem = refused(*rows, configured="qwen2.5-coder:3b")
    assert problem.kind is Kind.MODEL_MISSING
    assert problem.sentence == (
        "The model qwen2.5-coder:3b is not installed; get it with `ollama pull qwen2.5-coder:3b`, "
        "or set model.name to qwen2.5-coder:7b."
    )
    assert refused(EMBEDDER, configured="nomic-embed-text").kind is Kind.UNSUITABLE


def test_a_cloud_model_must_be_named_as_one() -> None:
    assert choice(CLOUD, configured="gpt-oss:120b-cloud").cloud
    assert choice(configured="kimi-k2:cloud").cloud  # needs no stub since 0.17.6
    alias = tag("helper:latest", "", remote_host="https://ollama.com:443")
    assert refused(alias, configured="helper").kind is Kind.CLOUD_REFUSED
    assert choice(alias, configured="helper", remote=True).cloud


@pytest.mark.parametrize(
    ("name", "cloud"),
    [
        ("x:cloud", True),
        ("x:120b-cloud", True),
        ("x-cloud", True),
        ("cloudy:3b", False),
        ("x", False),
    ],
)
def test_names_of_the_cloud(name: str, cloud: bool) -> None:
    assert names_cloud(name) is cloud


def test_the_window_is_what_the_server_will_give() -> None:
    assert choice(tag("a")).context == 4096
    assert choice(tag("a", details={"context_length": 2048})).context == 2048
    assert choice(tag("a", details={"context_length": None})).context == 4096


def test_what_show_adds() -> None:
    (model,) = installed(
        {"models": [tag("a", capabilities=None, details={"context_length": 0})]}, 0
    )
    seen = with_details(
        model, {"capabilities": ["completion"], "model_info": {"llama.context_length": 2048}}
    )
    assert (seen.capabilities, seen.window) == (frozenset({"completion"}), 2048)
    assert with_details(model, None) == model


@pytest.mark.parametrize(
    ("name", "value"), [("llama3.2", False), ("gpt-oss:20b", "low"), ("hf.co/x/GPT-OSS", "low")]
)
def test_what_is_sent_as_think(name: str, value: bool | str) -> None:
    assert think_value(name) == value
    assert always_thinks("deepseek-r1:7b")
    assert not always_thinks("llama3.2")


def test_a_name_with_controls_is_no_model() -> None:
    assert installed({"models": [tag("a\x1b[2Jb")]}, None) == []


@pytest.mark.parametrize("tags", [None, [], {}, {"models": 3}, {"data": []}, "x"])
def test_what_is_no_list(tags: object) -> None:
    with pytest.raises(ValueError, match="no list"):
        installed(tags, None)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["name", "details", "size", "parameter_size", "capabilities", "families"]
            ),
            inside,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.lists(JSON, max_size=4), JSON)
def test_no_list_breaks_it(rows: list[object], running: object) -> None:
    models = installed({"models": rows}, {"models": [running]})
    ranked = rank(models)
    assert len(ranked) <= len(models)
    if ranked:
        assert choose(models).model == ranked[0].name
