from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termproxy.assistant.model.context import budget, excerpt

LOGS = Path(__file__).parent.parent.parent / "corpora" / "logs"
# log -> what a good engineer would read out of it
CAUSES = {
    "ansible": "Could not find or access 'web.service'",
    "apt": "Unable to locate package no-such-package-zz9",
    "cargo-build": "error[E0308]: mismatched types",
    "cargo-test": "PosOverflow",
    "cargo-workspace": "error[E0515]: cannot return",
    "cmake": "CMake Error at CMakeLists.txt:3 (find_package):",
    "cp": "cp: cannot create regular file",
    "docker-build": "Error: pg_config executable not found.",
    "gcc-link": "undefined reference to `helper'",
    "go-build": '"fmt" imported and not used',
    "go-panic": "panic: runtime error: index out of range [0] with length 0",
    "go-test": "Div(7,2) = 3, want 4",
    "gradle": "Could not find org.junit.jupiter:junit-jupiter:5.99.0.",
    "gxx-template": "error: no match for ‘operator<’",
    "java-caused-by": 'Caused by: java.lang.NumberFormatException: For input string: "80a80"',
    "javac": "Main.java:4: error: cannot find symbol",
    "link-multiple": "multiple definition of `error_13'",
    "make-gcc": "m060.c:5:5: error: expected",
    "make-gcc-keep-going": "m060.c:5:5: error: expected",
    "maven": "incompatible types: java.lang.String cannot be converted to int",
    "maven-compile": "Main.java:[2,67] incompatible types: java.lang.String cannot be",
    "maven-test": "java.lang.AssertionError: expected:<7> but was:<6>",
    "ninja": "fatal error: generated/version.h: No such file or directory",
    "node-module": "Error: Cannot find module 'left-pad-x'",
    "npm-404": "npm error 404 Not Found - GET",
    "npm-gyp": "fatal error: X11/extensions/XTest.h: No such file or directory",
    "npm-missing-script": 'Missing script: "biuld"',
    "npm-run-build": "no such file or directory, open './config.json'",
    "pip-conflict": "have conflicting dependencies",
    "pip-missing": "No matching distribution found for no-such-package-zz9",
    "pip-mysqlclient": "Can not find valid pkg-config name.",
    "pip-version": "No matching distribution found for requests==99.99",
    "pytest": "KeyError: 'count'",
    "pytest-collect": "No module named 'app.shopp'",
    "pytest-long": "unsupported operand type(s) for *: 'NoneType' and 'int'",
    "pytest-v": "KeyError: 'count'",
    "pytest-xdist": "unsupported operand type(s) for *: 'NoneType' and 'int'",
    "python-aiohttp": "Cannot connect to host 127.0.0.1:9",
    "python-argparse": "error: unrecognized arguments: --optoin-3",
    "python-group": "RuntimeError: shard 3 has no leader",
    "python-module": "No module named 'yaml_not_there'",
    "python-recursion": "RecursionError: maximum recursion depth exceeded",
    "tar": "not in gzip format",
    "terraform": "UnauthorizedOperation: You are not authorized",
    "terraform-validate": "Error: Reference to undeclared resource",
    "tsc": "src/a0.ts(2,48): error TS2339",
    "unittest": "AssertionError:",
    "vitest": "expected 6 to be 7",
}
KB2 = 2048


def log(name: str) -> str:
    return (LOGS / f"{name}.txt").read_text()


def noise(seed: int, lines: int) -> list[str]:
    """What builds print while nothing is wrong, with words that sound like trouble."""
    random = Random(seed)
    makers = (
        lambda: f"[{random.randrange(9999)}/9999] Compiling module_{random.randrange(999)} v1.2.3",
        lambda: f"  CC      src/lib/error_{random.randrange(99)}.o",
        lambda: f"INFO  {random.random():.6f} worker-{random.randrange(8)} handled request in 3 ms",
        lambda: f"test suite::case_{random.randrange(9999)} ... ok",
        lambda: f"src/x{random.randrange(99)}.c:12:3: warning: unused variable 'failed'",
        lambda: f"DEBUG retry policy: max_errors=0 timeout={random.randrange(99)}",
        lambda: f"Downloading https://example.com/{random.randbytes(6).hex()}.tar.gz (12 kB)",
        lambda: "0 errors, 0 warnings",
        lambda: f"   adding: src/exceptions/not_found_{random.randrange(999)}.py (deflated 60%)",
    )
    return [random.choice(makers)() for _ in range(lines)]


def embedded(name: str, seed: int) -> str:
    """The log at a random place between thousands of innocent lines."""
    random = Random(f"{name}{seed}")
    before, after = random.randrange(0, 4000), random.choice((0, 0, 50, 3000))
    return "\n".join([*noise(seed, before), log(name), *noise(seed + 1, after)])


def test_every_log_has_its_cause_named() -> None:
    assert {path.stem for path in LOGS.glob("*.txt")} == set(CAUSES)
    for name, cause in CAUSES.items():
        assert cause in log(name), name


@pytest.mark.parametrize("name", CAUSES)
def test_the_cause_survives_at_two_kilobytes(name: str) -> None:
    assert CAUSES[name] in excerpt(log(name), KB2)


def test_the_cause_survives_between_thousands_of_lines() -> None:
    tried = [(name, seed) for name in CAUSES for seed in range(6)]
    lost = [
        (name, seed)
        for name, seed in tried
        if CAUSES[name] not in excerpt(embedded(name, seed), KB2)
    ]
    assert len(lost) <= len(tried) * 0.02, lost


def test_the_users_own_frame_survives() -> None:
    """Of forty frames in libraries and three of the user's, the deepest of his matters."""
    assert 'File "/home/dev/app/tb.py", line 3, in fetch' in excerpt(log("python-aiohttp"), KB2)


def test_first_and_last_lines_are_kept() -> None:
    lines = noise(5, 5000)
    kept = excerpt("\n".join(lines), KB2)
    assert kept.startswith(lines[0])
    assert kept.endswith(lines[-1])


def test_what_is_left_out_is_said() -> None:
    text = "\n".join(f"line {word}" for word in ("one", *["x" * n for n in range(900)], "end"))
    kept = excerpt(text, 600).split("\n")
    marks = [line for line in kept if line.startswith("[…")]
    assert marks
    left_out = sum(int(mark.split()[1].replace(",", "")) for mark in marks if "left out" in mark)
    assert left_out + len(kept) - len(marks) == 902


def test_repeats_are_folded() -> None:
    text = "\n".join(["start", *(f"try {n:03}: refused" for n in range(500)), "gave up"])
    assert excerpt(text, 400) == (
        "start\ntry 000: refused\n[… 499 more like the line above …]\ngave up"
    )


def test_a_long_line_is_cut_around_what_matters() -> None:
    line = "var a=1;" * 4000 + "Error: unexpected token at 17;" + "b();" * 4000
    kept = excerpt(f"bundling\n{line}\ndone", 600)
    assert "Error: unexpected token" in kept
    assert len(kept.encode()) <= 600


def test_a_short_text_is_untouched() -> None:
    assert excerpt("a\nb\n\nc\n", 100) == "a\nb\n\nc"
    assert excerpt("", 100) == ""


LINES = st.lists(
    st.sampled_from(
        ["error: x", "a", "", "  ^", "E   assert", "Caused by: b", "日本語" * 9, "x" * 999]
    )
    | st.text(max_size=30),
    max_size=60,
)


@given(LINES, st.integers(0, 900))
def test_never_more_than_the_budget(lines: list[str], size: int) -> None:
    assert len(excerpt("\n".join(lines), size).encode()) <= size


@given(LINES, st.integers(200, 900))
def test_lines_are_real_and_in_order(lines: list[str], size: int) -> None:
    text = "\n".join(lines).replace("\r", "")
    kept = [k for k in excerpt(text, size).split("\n") if not k.startswith("[…")]
    source = iter(text.encode("utf-8", "replace").decode().split("\n"))
    for line in kept[:-1]:
        bare = line.strip("…")
        assert any(bare in candidate for candidate in source), line


@pytest.mark.parametrize(
    ("window", "num_predict", "at_most", "size"),
    [
        (4096, 256, 4096, 4096),
        (2048, 256, 99999, 3936),
        (512, 256, 4096, 200),
        (8192, 256, 2000, 2000),
    ],
)
def test_the_budget_leaves_room_for_the_answer(
    window: int, num_predict: int, at_most: int, size: int
) -> None:
    assert budget(window, num_predict, at_most=at_most) == size
