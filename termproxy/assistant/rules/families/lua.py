# ruff: noqa: E501  (messages stay whole, to be searched for)
"""lua and its modules."""

from __future__ import annotations

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.places import ahead, edit

family = Family("lua")  # any program that has Lua in it
# The module's name, LuaRocks' and Debian's names of what brings it.
ROCKS = {
    "socket": ("luasocket", "lua-socket"), "ssl": ("luasec", "lua-sec"), "cjson": ("lua-cjson", "lua-cjson"),
    "lfs": ("luafilesystem", "lua-filesystem"), "lpeg": ("lpeg", "lua-lpeg"), "posix": ("luaposix", "lua-posix"),
    "pl": ("penlight", "lua-penlight"), "dkjson": ("dkjson", "lua-dkjson"), "json": ("lua-json", "lua-json"),
    "argparse": ("argparse", "lua-argparse"), "lsqlite3": ("lsqlite3", "lua-sql-sqlite3"), "yaml": ("lyaml", "lua-yaml"),
    "luasql": ("luasql-sqlite3", "lua-sql-sqlite3"), "redis": ("redis-lua", "lua-redis"), "inspect": ("inspect", "lua-inspect"),
    "busted": ("busted", "lua-busted"), "luaunit": ("luaunit", "lua-unit"), "mime": ("luasocket", "lua-socket"),
}  # fmt: skip


@family.rule(when="not found:", says=r"module '(?P<name>[\w.-]+)' not found:")
def module_missing(f: Failed) -> Advice | None:
    """`require` of a module that is not installed, or of a file of one's own."""
    name = f["name"]
    file = name.replace(".", "/") + ".lua"
    place = f.find(
        r"\s(?P<file>[\w./-]+\.lua):(?P<line>\d+): in (?:main chunk|function|upvalue|local)"
    )
    near = f.local.near(file)
    if near and place:
        return f.hint(
            f"There is no module {name}; there is {near[0]}",
            edit(f, place["file"], place["line"]),
            sure=0.93,
        )
    rock, package = ROCKS.get(name.split(".")[0], (name.split(".")[0], ""))
    debian = f.local.distribution in ("debian", "ubuntu") and bool(package)
    return f.hint(
        f"The Lua module {name} is not installed",
        ahead(f, f"luarocks install {rock}") if f.local.which("luarocks") or not debian else None,
        ahead(f, f.local.installer(package)) if debian else None,
        f"luarocks install {rock}" if debian else f"luarocks search {name.split('.')[0]}",
        sure=0.94,
    )
