"""The house as a table: who may import whom, and which third party lives in which room."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "termproxy"
MODULES = sorted(PACKAGE.rglob("*.py"))

# room -> rooms it may import (its own is always allowed)
ARROWS = {
    "core": set(),
    "config": {"core", "places", "regular"},
    "log": set(),
    "regular": set(),
    "places": {"core"},
    "shells": {"core"},
    "relay": {"core", "log", "places"},
    "assistant": {"core", "config", "log", "places", "regular"},
    "replay": {"core"},
    "commands": {
        "core",
        "config",
        "log",
        "places",
        "regular",
        "shells",
        "relay",
        "assistant",
        "replay",
    },
    "cli": {"core", "config", "commands"},
    "__main__": {"cli"},
    "__init__": set(),
}

# The assistant's own rooms, which its front (app, pipeline, batch, ...) uses -> what of the
# assistant they may import.
ASSISTANT = {
    "secrets": set(),
    "safety": set(),
    "screen": set(),
    "world": {"advice"},
    "rules": {"advice", "world", "safety"},
    "view": {"advice", "safety"},
    "model": {"advice", "safety", "secrets", "world", "rules", "store", "trouble"},
    "session": {"advice", "trouble"},
}

# third party -> the modules (or packages) that may import it
THIRD_PARTY = {
    "aiohttp": {"assistant.model.http"},
    "aiolimiter": {"assistant.model.thrift"},
    "cachetools": {"assistant.model.answers", "assistant.model.thrift"},
    "pexpect": {"commands.demo"},
    "psutil": {"assistant.world.local", "assistant.world.power"},
    "pyte": {"assistant.screen"},
    "rapidfuzz": {"assistant.world.spelling"},
    "rich": {"assistant.view", "commands"},
}

# The front process pays for these at every start, in time and memory.
HEAVY = {
    "argparse", "asyncio", "dataclasses", "enum", "inspect", "json", "logging", "pathlib", "re",
    "shutil", "signal", "socket", "subprocess", "tempfile", "tomllib", "typing", "warnings",
}  # fmt: skip
FRONT = ("core", "relay", "shells", "config", "places", "regular", "log", "cli", "commands.run")
BANNED_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
LONGEST = 450


def module_name(path: Path) -> str:
    relative = path.relative_to(PACKAGE).with_suffix("")
    parts = [part for part in relative.parts if part != "__init__"]
    return ".".join(parts) or "__init__"


def type_checking_lines(tree: ast.AST) -> set[int]:
    lines: set[int] = set()
    for node in ast.walk(tree):
        test = getattr(node, "test", None)
        if isinstance(node, ast.If) and isinstance(test, ast.Name) and test.id == "TYPE_CHECKING":
            for inner in node.body:
                lines.update(range(inner.lineno, (inner.end_lineno or inner.lineno) + 1))
    return lines


def imports(path: Path, *, top_level_only: bool = False) -> Iterator[tuple[int, str]]:
    """Absolute dotted names that `path` imports at run time, with their lines."""
    tree = ast.parse(path.read_text())
    typing_only = type_checking_lines(tree)
    lazy = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if top_level_only and node in lazy:
            continue
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative imports hide the arrow"
            module = node.module or ""
            names = [f"{module}.{alias.name}" for alias in node.names]
        else:
            continue
        if node.lineno not in typing_only:
            yield from ((node.lineno, name) for name in names)


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_arrows_point_one_way(path: Path) -> None:
    room = module_name(path).split(".")[0]
    for line, name in imports(path):
        parts = name.split(".")
        if parts[0] == "termproxy" and len(parts) > 1 and parts[1] != "__version__":
            assert parts[1] == room or parts[1] in ARROWS[room], (
                f"{path}:{line}: {room} may not import {name}"
            )


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if module_name(path).startswith("assistant.")],
    ids=module_name,
)
def test_arrows_in_the_assistant_point_one_way(path: Path) -> None:
    room = (*module_name(path).split("."), "")[1]
    for line, name in imports(path):
        parts = name.split(".")
        if parts[:2] == ["termproxy", "assistant"] and room in ASSISTANT:
            assert parts[2] == room or parts[2] in ASSISTANT[room], (
                f"{path}:{line}: assistant.{room} may not import {name}"
            )


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_each_third_party_has_its_room(path: Path) -> None:
    name = module_name(path)
    for line, imported in imports(path):
        top = imported.split(".")[0]
        if top in sys.stdlib_module_names or top == "termproxy":
            continue
        rooms = THIRD_PARTY.get(top)
        assert rooms is not None, f"{path}:{line}: {top} is not in the table of third parties"
        assert any(name == room or name.startswith(room + ".") for room in rooms), (
            f"{path}:{line}: {top} belongs in {sorted(rooms)}, not in {name}"
        )


@pytest.mark.parametrize(
    "path", [path for path in MODULES if module_name(path).startswith(FRONT)], ids=module_name
)
def test_the_front_process_imports_next_to_nothing(path: Path) -> None:
    for line, imported in imports(path, top_level_only=True):
        top = imported.split(".")[0]
        assert top not in HEAVY, f"{path}:{line}: {top} is paid for at every start"


def test_the_front_process_loads_nothing_heavy_by_detours() -> None:
    """The signal module brought enum, functools and collections, an eighth of each start."""
    loading = "import sys; sys.path.insert(0, sys.argv[1]); import termproxy.commands.run"
    listing = "print(*{name.split('.')[0] for name in sys.modules})"
    command = [sys.executable, "-I", "-S", "-c", f"{loading}; {listing}", str(PACKAGE.parent)]
    listed = subprocess.run(command, capture_output=True, text=True, check=True)
    loaded = set(listed.stdout.split())
    assert "termios" in loaded
    assert not loaded & (HEAVY | {"collections", "functools", "contextlib"})


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_each_module_can_be_imported(path: Path) -> None:
    """A name that exists only for the type checker fails at run time, and only there."""
    name = module_name(path)
    if name not in ("__init__", "__main__"):
        importlib.import_module(f"termproxy.{name}")


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_files_stay_readable(path: Path) -> None:
    assert path.stem not in BANNED_NAMES, f"{path}: the name says nothing"
    length = len(path.read_text().splitlines())
    assert length <= LONGEST, f"{path} has {length} lines: it is more than one room"


def test_the_tables_name_real_rooms() -> None:
    rooms = {module_name(path).split(".")[0] for path in MODULES}
    assert rooms <= set(ARROWS)
    assistant = {path.name for path in (PACKAGE / "assistant").iterdir() if path.is_dir()}
    assert assistant - {"__pycache__"} == set(ASSISTANT)


def test_the_table_of_third_parties_names_who_imports_them() -> None:
    imported = {
        (name.split(".")[0], f"{module_name(path)}.")
        for path in MODULES
        for _, name in imports(path)
    }
    for party, rooms in THIRD_PARTY.items():
        for room in rooms:
            used = any(name == party and user.startswith(f"{room}.") for name, user in imported)
            assert used, f"{room} does not use {party} any more"
