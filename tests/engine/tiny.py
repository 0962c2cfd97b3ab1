"""Models of two megabytes that say a sentence we know, for a real inference engine.

A GGUF file (github.com/ggml-org/ggml, docs/gguf.md) of llama's architecture, version 3: one layer
whose attention and feed-forward weights are zero, one-hot embeddings, and an output matrix in which
each token's successor has the highest score. Whatever the prompt was, the answer is the sentence,
then the end; with `loop`, the sentence for ever. Needs nothing but the standard library.

    python -m tests.engine.tiny answer model.gguf
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Sequence
from pathlib import Path

ALIGNMENT = 32
UINT32, FLOAT32, BOOL, STRING, ARRAY = 4, 6, 7, 8, 9
INT32 = 5
NORMAL, UNKNOWN, CONTROL, BYTE = 1, 2, 3, 6
BLANK = "\u2581"  # how SentencePiece writes a space
# Of tokens, which are bytes here: a prompt of two kilobytes takes two thousand.
CONTEXT = 8192
FEED = 32

# ChatML; what a template makes of the prompt changes nothing of the answer.
TEMPLATE = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
# Pieces have to differ from each other: each has one successor.
PIECES = {
    "answer": (
        *("CAUSE:", " the", " file", " notes.txt", " does", " not", " exist\nRUN:", " ls", " -la"),
        *("\nWHY:", " cat", " was", " given", " a", " name", " nobody", " knows.\n"),
    ),
    "think": (
        "<think>",
        " look",
        " at",
        " it",
        "</think>",
        "CAUSE:",
        " nothing",
        " is",
        " there\n",
    ),
    "utf8": ("CAUSE:", " Cl\u00e9", "<0xE2>", "<0x9C>", "<0x85>", " \U0001f600", " fin\n"),
    "ansi": ("CAUSE:", " a", "<0x1B>", "[31m", "red", "<0x07>", "[0m", " \u202eend\n"),
    "loop": tuple(f" w{number}" for number in range(40)),
}


def write(kind: str, path: Path) -> str:
    """Write the model `kind` of PIECES to `path`; what it will say."""
    pieces = PIECES[kind]
    tokens, scores, types = _vocabulary(pieces)
    size, width = len(tokens), len(tokens)
    order = [tokens.index(_token(piece)) for piece in pieces]
    after = dict(zip(order, [*order[1:], order[0] if kind == "loop" else 2], strict=True))
    embedding, output = array("f", bytes(4 * size * width)), array("f", bytes(4 * size * width))
    for token in range(size):
        embedding[token * width + token] = 1.0
        output[after.get(token, order[0]) * width + token] = 3.0
    ones = array("f", [1.0]) * width
    block = "blk.0."
    tensors = [
        ("token_embd.weight", (width, size), embedding),
        ("output_norm.weight", (width,), ones),
        ("output.weight", (width, size), output),
        (block + "attn_norm.weight", (width,), ones),
        (block + "ffn_norm.weight", (width,), ones),
        *((block + f"attn_{name}.weight", (width, width), _zeros(width, width))
          for name in ("q", "k", "v", "output")),
        (block + "ffn_gate.weight", (width, FEED), _zeros(width, FEED)),
        (block + "ffn_up.weight", (width, FEED), _zeros(width, FEED)),
        (block + "ffn_down.weight", (FEED, width), _zeros(FEED, width)),
    ]  # fmt: skip
    facts = _facts(kind, width, 131072 if kind == "loop" else CONTEXT)
    for name, each, items in (
        ("tokens", STRING, [_string(token) for token in tokens]),
        ("scores", FLOAT32, [struct.pack("<f", score) for score in scores]),
        ("token_type", INT32, [struct.pack("<i", kind_of) for kind_of in types]),
    ):
        facts.append(_pair(f"tokenizer.ggml.{name}", ARRAY, _array(each, items)))
    path.write_bytes(_file(facts, tensors))
    return _said(pieces)


def _facts(kind: str, width: int, context: int) -> list[bytes]:
    numbers = {
        "llama.context_length": context,
        "llama.embedding_length": width,
        "llama.block_count": 1,
        "llama.feed_forward_length": FEED,
        "llama.attention.head_count": 2,
        "llama.attention.head_count_kv": 2,
        "llama.rope.dimension_count": width // 2,
        "llama.vocab_size": width,
        "general.file_type": 0,
        "tokenizer.ggml.bos_token_id": 1,
        "tokenizer.ggml.eos_token_id": 2,
        "tokenizer.ggml.unknown_token_id": 0,
    }
    texts = {
        "general.architecture": "llama",
        "general.name": f"tiny-{kind}",
        "tokenizer.ggml.model": "llama",
        "tokenizer.ggml.pre": "default",
        "tokenizer.chat_template": TEMPLATE,
    }
    return [
        *(_pair(key, STRING, _string(text.encode())) for key, text in texts.items()),
        *(_pair(key, UINT32, struct.pack("<I", number)) for key, number in numbers.items()),
        _pair("llama.attention.layer_norm_rms_epsilon", FLOAT32, struct.pack("<f", 1e-5)),
        _pair("tokenizer.ggml.add_bos_token", BOOL, b"\1"),
        _pair("tokenizer.ggml.add_eos_token", BOOL, b"\0"),
    ]


def _vocabulary(pieces: Sequence[str]) -> tuple[list[bytes], list[float], list[int]]:
    """Tokens, scores and types: three controls, a token for each byte, the pieces, padding."""
    rows = [(b"<unk>", 0.0, UNKNOWN), (b"<s>", 0.0, CONTROL), (b"</s>", 0.0, CONTROL)]
    rows += [(f"<0x{byte:02X}>".encode(), 0.0, BYTE) for byte in range(256)]
    # a low score keeps the tokenizer from finding them in the prompt
    rows += [(_token(p), -1000.0, NORMAL) for p in pieces if not p.startswith("<0x")]
    while len(rows) % 32:
        rows.append((f"<pad{len(rows)}>".encode(), 0.0, CONTROL))
    return [row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows]


def _token(piece: str) -> bytes:
    return piece.replace(" ", BLANK).encode()


def _said(pieces: Sequence[str]) -> str:
    raw = b"".join(
        bytes([int(piece[3:5], 16)]) if piece.startswith("<0x") else piece.encode()
        for piece in pieces
    )
    return raw.decode()


def _zeros(columns: int, rows: int) -> array[float]:
    return array("f", bytes(4 * columns * rows))


def _string(text: bytes) -> bytes:
    return struct.pack("<Q", len(text)) + text


def _pair(key: str, kind: int, value: bytes) -> bytes:
    return _string(key.encode()) + struct.pack("<I", kind) + value


def _array(kind: int, items: Sequence[bytes]) -> bytes:
    return struct.pack("<IQ", kind, len(items)) + b"".join(items)


def _file(
    facts: Sequence[bytes], tensors: Sequence[tuple[str, tuple[int, ...], array[float]]]
) -> bytes:
    head = [b"GGUF", struct.pack("<IQQ", 3, len(tensors), len(facts)), *facts]
    offset, body = 0, bytearray()
    for name, shape, numbers in tensors:
        dimensions = struct.pack(f"<I{len(shape)}Q", len(shape), *shape)
        head.append(_string(name.encode()) + dimensions + struct.pack("<IQ", 0, offset))
        data = numbers.tobytes()
        body += data + b"\0" * (-len(data) % ALIGNMENT)
        offset = len(body)
    start = b"".join(head)
    return start + b"\0" * (-len(start) % ALIGNMENT) + bytes(body)


if __name__ == "__main__":
    print(repr(write(sys.argv[1], Path(sys.argv[2]))))
