# ruff: noqa: E501
"""C and C++ code that is newer than the standard (-std=) it is compiled for.

Which standard brought a name: the "Defined in header ... (since C++20)" of cppreference.com; the
compilers' own notes are GCC's `cp/name-lookup.cc` (std_name_hints) and `c/c-decl.cc`.
"""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.c_compiler import BUILDERS, COMPILERS
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.wordlist import listed

family = Family("c-standards", *BUILDERS)
DEFAULT = 17  # of g++ since 11 and clang++ since 16, where no -std= is given

# Names of namespace std (and members of its strings and containers) -> the year that brought them.
SINCE = {
    name: year
    for year, names in {
        14: "make_unique integer_sequence index_sequence make_index_sequence exchange enable_if_t decay_t remove_reference_t conditional_t cbegin cend quoted shared_timed_mutex literals string_literals chrono_literals",
        17: "optional variant any string_view filesystem byte apply visit get_if holds_alternative nullopt make_optional any_cast clamp gcd lcm scoped_lock shared_mutex void_t is_same_v is_integral_v is_base_of_v is_convertible_v conjunction disjunction invoke as_const not_fn from_chars to_chars reduce transform_reduce execution pmr sample try_emplace insert_or_assign",
        20: "span ranges views jthread stop_token source_location bit_cast numbers midpoint lerp ssize countl_zero countr_zero popcount has_single_bit bit_ceil remove_cvref_t make_unique_for_overwrite latch barrier counting_semaphore binary_semaphore strong_ordering weak_ordering partial_ordering erase_if to_array format integral floating_point same_as convertible_to invocable equality_comparable coroutine_handle suspend_always suspend_never endian identity to_address atomic_ref osyncstream u8string starts_with ends_with",
        23: "expected unexpected print println mdspan generator flat_map flat_set byteswap to_underlying unreachable stacktrace move_only_function forward_like start_lifetime_as basic_stacktrace",
    }.items()
    for name in names.split()
}  # fmt: skip


@family.rule(
    when=("of ‘std’", "of 'std'", "‘std::", "'std::", "'std'", "has no member named"),
    says=r"error: ['‘](?:std::)?(?P<name>\w+)(?:::\w+)*['’] (?:is not a member of ['‘]std['’]|has not been declared)"
    r"|error: no (?:member|template|type) named ['‘](?P<clang>\w+)['’] in namespace ['‘]std['’]"
    r"|error: ['‘](?:const )?std::[^\n]* has no member named ['‘](?P<member>\w+)",
)
def newer_name(f: Failed) -> Advice | None:
    """A name of the standard library that came with a newer standard."""
    name = f["name"] or f["clang"] or f["member"]
    asked, year = _asked(f), SINCE.get(name, 0)
    if year <= asked:
        return None
    shown = name if f["member"] else f"std::{name}"
    told = f"; this is compiled as C++{asked:02}" if _given(f) else ""
    return f.hint(
        f"{shown} came with C++{year}{told}",
        *_compiled_as(f, f"c++{max(year, DEFAULT)}"),
        why="Its #include is needed as well; a compiler that knows no such standard is too old.",
        sure=0.93,
    )


@family.rule(
    when=("in C++98 mode", "only available with", "only available from", "only allowed in C99", "is a C++11 extension", "does not name a type", "unknown type name 'concept'", "operator<="),
    says=r"not allowed in C\+\+98 mode|only available from C\+\+(?P<from>\d\d)|only (?:available|allowed) (?:with|in) ['‘]?(?:-std=)?(?P<std>c\+\+\d\w|gnu\+\+\d\w|c99|C99)|is a C\+\+(?P<ext>\d\d) extension"
    r"|(?P<concept>(?:does not name a type|unknown type name 'concept')|operator<=[’'](?: as non-function| cannot be the name))",
)  # fmt: skip
def newer_code(f: Failed) -> Advice | None:
    """The code is newer than the standard that the compiler was told."""
    if not f.find(r"error:"):
        return None
    if f["concept"] and not f.find(r"concept['’ ]|operator<=['’]"):
        return None
    if told := f.find(r"only available with ['‘](?P<option>-f[\w-]+)['’]"):
        return f.hint(
            "The code wants a feature to be switched on", f.insert(told["option"]), sure=0.9
        )
    wanted = _wanted(f)
    named = wanted.replace("c", "C").replace("gnu", "C") if "+" in wanted else wanted.upper()
    return f.hint(f"The code wants {named} or newer", *_compiled_as(f, wanted), sure=0.93)


def _wanted(f: Failed) -> str:
    """The least standard that the messages ask for, none older than the usual one of today."""
    if f["concept"]:
        return "c++20"
    plus = "C++" in f.output or "c++" in f.output or f.program in ("g++", "c++", "clang++")
    if not plus:
        return "c99"
    years = re.findall(
        r"error:[^\n]*only available with ['‘]-std=(?:c|gnu)\+\+(\d\d)|note:[^\n]*only available (?:from C\+\+|with ['‘]-std=(?:c|gnu)\+\+)(\d\d)|error:[^\n]*is a C\+\+(\d\d) extension",
        f.output,
    )
    newest = max(
        (int(year) for found in years for year in found if year and year != "98"), default=17
    )
    return f"c++{max(newest, DEFAULT)}"


def _given(f: Failed) -> str:
    """The standard that is named: on the line, or on the compiler's line that make showed."""
    for word in f.command.words:
        if word.value.startswith("-std="):
            return word.value
    shown = f.find(
        r"^[\w./-]*(?:g\+\+|gcc|cc|c\+\+|clang(?:\+\+)?)(?:-\d+)? [^\n]*?(?P<std>-std=[\w+]+)"
    )
    return shown["std"] if shown else ""


def _asked(f: Failed) -> int:
    year = re.search(r"\+\+(\w\w)$", _given(f))
    drafts = {"98": 0, "03": 0, "0x": 11, "1y": 14, "1z": 17, "2a": 20, "2b": 23, "2c": 26}
    if not year:
        return DEFAULT
    return drafts.get(year[1], 0) or (int(year[1]) if year[1].isdigit() else DEFAULT)


def _compiled_as(f: Failed, standard: str) -> list[str]:
    """The line that compiles for `standard`; through make and CMake, where they name another."""
    given = _given(f)
    if given and given in f.line.text:
        return [f.text.replace(given, f"-std={standard}")]
    if f.program in COMPILERS:
        return [f.insert(f"-std={standard}")]
    year = standard.rpartition("+")[2]
    lists = f.local.text("CMakeLists.txt")
    if old := re.search(r"CMAKE_CXX_STANDARD (\d+)", lists):
        return [f.first(f"sed -i 's/{old[0]}/CMAKE_CXX_STANDARD {year}/' CMakeLists.txt")]
    if lists and "+" in standard:
        built = f.find(r"--build (\S+)")
        return [
            f.first(f"cmake -B {quote(built[1] if built else 'build')} -DCMAKE_CXX_STANDARD={year}")
        ]
    for name in listed("Makefile makefile GNUmakefile"):
        if given and given in f.local.text(name):
            return [f.first(f"sed -i 's/{given}/-std={standard}/' {name}")]
    compiler = "CXX='g++" if "+" in standard else "CC='gcc"
    return [f.append(f"{compiler} -std={standard}'")] if f.program in ("make", "gmake") else []
