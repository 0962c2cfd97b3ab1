"""The error matrix: each row of what a server may say becomes one sentence."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termproxy.assistant.model.chat import Kind
from termproxy.assistant.model.problems import from_error

URL = "http://127.0.0.1:11434"


def err(message: str) -> bytes:
    return json.dumps({"error": message}).encode()


def inner(**error: object) -> bytes:
    return err(json.dumps({"error": error}))


MATRIX = [
    (400, err("missing request body"), Kind.REJECTED),
    (400, err("unexpected EOF"), Kind.REJECTED),
    (400, err("model is required"), Kind.REJECTED),
    (400, err("invalid model name"), Kind.REJECTED),
    (404, err("model 'nope' not found"), Kind.MODEL_MISSING),
    (404, err('model "nope" not found, try pulling it first'), Kind.MODEL_MISSING),
    (404, err("model '' not found"), Kind.MODEL_MISSING),
    (400, err('"llama3.2" does not support thinking'), Kind.REJECTED),
    (400, err('"bert" does not support chat'), Kind.UNSUITABLE),
    (400, err("registry.ollama.ai/library/x:latest does not support generate"), Kind.UNSUITABLE),
    (503, err("server busy, please try again.  maximum pending requests exceeded"), Kind.BUSY),
    (503, err("model is overloaded"), Kind.BUSY),
    (429, err("rate limit exceeded"), Kind.RATE_LIMITED),
    (503, err("rate limit exceeded"), Kind.RATE_LIMITED),
    (500, err('option "temperature" must be of type float32'), Kind.SERVER_ERROR),
    (
        400,
        inner(
            code=400,
            message="request (3054 tokens) exceeds the available context size (256 tokens), "
            "try increasing it",
            type="exceed_context_size_error",
            n_prompt_tokens=3054,
            n_ctx=256,
        ),
        Kind.TOO_LONG,
    ),
    (
        400,
        err(
            "the prompt is longer than the context length currently available to the model; "
            "shorten the prompt, adjust the context length in settings, or use a model with a "
            "longer context length"
        ),
        Kind.TOO_LONG,
    ),
    (
        400,
        inner(
            code=400,
            message="Failed to initialize samplers: std::exception",
            type="invalid_request_error",
        ),
        Kind.REJECTED,
    ),
    (
        500,
        err("llama-server process has terminated: exit status 1: error loading model: bad magic"),
        Kind.LOAD_FAILED,
    ),
    (500, err("llama runner process has terminated: signal: killed"), Kind.LOAD_FAILED),
    (500, err("timed out waiting for llama-server to start - progress 0.10 - "), Kind.LOAD_FAILED),
    (500, err("llama-server reported out-of-memory during startup: x"), Kind.OUT_OF_MEMORY),
    (
        500,
        err("model requires more system memory (8.4 GiB) than is available (3.2 GiB)"),
        Kind.OUT_OF_MEMORY,
    ),
    (
        500,
        err(
            "x: this model may be incompatible with your version of Ollama. If you previously "
            "pulled this model, try updating it by running `ollama pull X`"
        ),
        Kind.LOAD_FAILED,
    ),
    (
        500,
        err("llama-server binary not found (checked: /x). Run 'cmake -B build' first"),
        Kind.LOAD_FAILED,
    ),
    (
        500,
        err(
            "model runner has unexpectedly stopped, this may be due to resource limitations or an "
            "internal error, check ollama server logs for details"
        ),
        Kind.CRASHED,
    ),
    (
        200,
        err("an error was encountered while running the model: unexpected EOF"),
        Kind.CRASHED,
    ),
    (200, err("llama-server chat error: map[code:500 message:x]"), Kind.CRASHED),
    (200, err("something new"), Kind.SERVER_ERROR),
    (403, err("ollama cloud is disabled: remote model is unavailable"), Kind.CLOUD_DISABLED),
    (
        401,
        b'{"error":"unauthorized","signin_url":"https://ollama.com/connect?name=H\\u0026key=x"}',
        Kind.UNAUTHORIZED,
    ),
    (401, err("unauthorized"), Kind.UNAUTHORIZED),
    (
        502,
        err('Post "https://ollama.com:443/api/chat?ts=1": dial tcp: lookup ollama.com'),
        Kind.CLOUD_UNREACHABLE,
    ),
    (
        429,
        b'{"StatusCode":429,"Status":"429 Too Many Requests","error":"slow down"}',
        Kind.RATE_LIMITED,
    ),
    (500, b"", Kind.CRASHED),
    (403, b"", Kind.FORBIDDEN),
    (404, b"404 page not found", Kind.NOT_A_SERVER),
    (404, b"<html><title>model not found</title></html>", Kind.NOT_A_SERVER),
    (405, b"405 method not allowed", Kind.NOT_A_SERVER),
    (301, b"", Kind.NOT_A_SERVER),
    (502, b"<html><head><title>502 Bad Gateway</title></head></html>", Kind.UNREACHABLE),
    (504, b"", Kind.UNREACHABLE),
    # other servers
    (
        503,
        b'{"error":{"message":"Loading model","type":"unavailable_error","code":503}}',
        Kind.LOADING,
    ),
    (
        401,
        b'{"error":{"code":401,"message":"Invalid API Key","type":"authentication_error"}}',
        Kind.UNAUTHORIZED,
    ),
    (
        400,
        b'{"error":{"message":"This model\'s maximum context length is 512 tokens. However, you '
        b'requested 3030 tokens","type":"x","code":"context_length_exceeded"}}',
        Kind.TOO_LONG,
    ),
    (404, b'{"error":{"message":"model \'x\' not found","type":"api_error"}}', Kind.MODEL_MISSING),
    (
        404,
        b'{"object":"error","message":"The model `x` does not exist.","code":404}',
        Kind.MODEL_MISSING,
    ),
    (
        400,
        b'{"error":{"message":"No models loaded. Please load a model in the developer page"}}',
        Kind.NO_MODEL,
    ),
    (422, b'{"detail":[{"loc":["body"],"msg":"field required"}]}', Kind.REJECTED),
    (500, b"Internal Server Error", Kind.SERVER_ERROR),
]


@pytest.mark.parametrize(("status", "body", "kind"), MATRIX, ids=lambda x: str(x)[:60])
def test_each_row_is_one_sentence(status: int, body: bytes, kind: Kind) -> None:
    problem = from_error(status, body, model="llama3.2", url=URL)
    assert problem.kind is kind
    assert problem.sentence.endswith(".")
    assert "\n" not in problem.sentence
    assert '{"' not in problem.sentence
    assert len(problem.sentence) < 320


@pytest.mark.parametrize(
    ("body", "tokens"),
    [
        (MATRIX[15][1], (3054, 256)),
        (err("request (3054 tokens) exceeds the available context size (256 tokens)"), (3054, 256)),
        (
            b'{"error":{"message":"This model\'s maximum context length is 512 tokens. However, '
            b'you requested 3030 tokens"}}',
            (3030, 512),
        ),
    ],
)
def test_too_long_tells_by_how_much(body: bytes, tokens: tuple[int, int]) -> None:
    problem = from_error(400, body, model="m", url=URL)
    assert (problem.prompt_tokens, problem.context_tokens) == tokens


def test_the_sign_in_address_is_shown() -> None:
    body = b'{"error":"unauthorized","signin_url":"https://ollama.com/connect?name=H\\u0026key=x"}'
    problem = from_error(401, body, model="x:cloud", url=URL)
    assert "https://ollama.com/connect?name=H&key=x" in problem.sentence


JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=8),
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(
            st.sampled_from(["error", "message", "detail", "type", "code", "n_ctx", "x"]), inside
        )
    ),
    max_leaves=8,
)


@given(st.sampled_from([200, 301, 400, 401, 404, 418, 500, 503]), JSON.map(json.dumps) | st.text())
def test_no_body_breaks_it(status: int, body: str) -> None:
    problem = from_error(status, body, model="m", url=URL)
    assert problem.sentence
    assert "\x1b" not in problem.sentence
    assert "\n" not in problem.sentence
