# ruff: noqa: E501  (messages stay whole, to be searched for)
"""The linker: libraries not named or not installed, symbols missing or defined twice."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules import libraries
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.c_compiler import BUILDERS, COMPILERS
from termproxy.assistant.rules.places import ahead
from termproxy.assistant.rules.words import Word, quote
from termproxy.assistant.world.wordlist import listed

family = Family("ld", *BUILDERS, "ld", "cargo", "rustc", "go", "npm", "pip", "ghc")

MATH = frozenset(
    listed(
        """sqrt pow sin cos tan asin acos atan atan2 sinh cosh tanh exp exp2 log log2 log10
floor ceil round fmod fabs cbrt hypot fmin fmax lround trunc erf tgamma lgamma sqrtf powf sinf
cosf tanf floorf ceilf roundf fmodf logf expf atan2f expm1 log1p remainder nearbyint rint"""
    )
)
# A symbol's beginning -> the options that bring its library.
SYMBOLS: tuple[tuple[str, str], ...] = (
    (r"pthread_|sem_(?:init|wait|post|open)", "-pthread"),
    (r"dlopen|dlsym|dlclose|dlerror", "-ldl"),
    (r"clock_gettime|shm_open|shm_unlink|timer_create|mq_open|aio_", "-lrt"),
    (r"curl_", "-lcurl"),
    (r"sqlite3_", "-lsqlite3"),
    (r"SSL_|TLS_\w+method|OPENSSL_", "-lssl -lcrypto"),
    (r"EVP_|RSA_|SHA\d*_|MD5_|BN_|ERR_|BIO_|AES_|HMAC|RAND_bytes|X509_|PEM_", "-lcrypto"),
    (r"deflate|inflate|gz(?:open|read|write|close)|compress2?$|uncompress|crc32$|adler32", "-lz"),
    (r"BZ2_", "-lbz2"),
    (r"lzma_", "-llzma"),
    (r"ZSTD_", "-lzstd"),
    (r"initscr|endwin|wprintw|printw|mvprintw|newwin|wrefresh|stdscr|wgetch|noecho", "-lncurses"),
    (r"readline$|add_history|rl_", "-lreadline"),
    (r"PQ\w+$", "-lpq"),
    (r"mysql_", "-lmysqlclient"),
    (r"redis(?:Connect|Command)", "-lhiredis"),
    (r"json_(?:object|array|loads|dumps|string)\w*$", "-ljansson"),
    (r"cJSON_", "-lcjson"),
    (r"xml\w*(?:Parse|Read|Free|New)|xmlDoc", "-lxml2"),
    (r"png_", "-lpng"),
    (r"jpeg_", "-ljpeg"),
    (r"SDL_Init|SDL_\w+", "-lSDL2"),
    (r"IMG_", "-lSDL2_image"),
    (r"TTF_", "-lSDL2_ttf"),
    (r"glut\w+", "-lglut -lGLU -lGL"),
    (r"glfw\w+", "-lglfw"),
    (r"glew\w+", "-lGLEW -lGL"),
    (r"glu[A-Z]", "-lGLU -lGL"),
    (r"gl[A-Z]\w+", "-lGL"),
    (r"X(?:Open|Create|Map|Next|Default|Close|Select|Store|Draw|Free)\w+", "-lX11"),
    (r"gtk_|gdk_", "$(pkg-config --libs gtk+-3.0)"),
    (r"g_(?:print|malloc|free|hash_table|list|string|object|main_loop)\w*", "-lglib-2.0"),
    (r"crypt$|crypt_r$", "-lcrypt"),
    (r"uuid_", "-luuid"),
    (r"ev_", "-lev"),
    (r"event_|evbuffer", "-levent"),
    (r"uv_", "-luv"),
    (r"zmq_", "-lzmq"),
    (r"__gmp[zqf]?|mpz_", "-lgmp"),
    (r"mpfr_", "-lmpfr"),
    (r"fftw_", "-lfftw3"),
    (r"gsl_", "-lgsl -lgslcblas"),
    (r"cblas_", "-lopenblas"),
    (r"omp_|GOMP_", "-fopenmp"),
    (r"MPI_", "-lmpi"),
    (r"pcap_", "-lpcap"),
    (r"libusb_", "-lusb-1.0"),
    (r"lua_|luaL_", "-llua5.4"),
    (r"Py(?:_|Object|List|Dict|Run|Arg)", "$(python3-config --embed --ldflags)"),
    (r"cv::", "$(pkg-config --libs opencv4)"),
    (r"testing::", "-lgtest -lgtest_main -pthread"),
    (r"boost::filesystem", "-lboost_filesystem -lboost_system"),
    (r"boost::system", "-lboost_system"),
    (r"boost::program_options", "-lboost_program_options"),
    (r"fmt::", "-lfmt"),
    (r"tgetent|tputs", "-ltinfo"),
    (r"__atomic_", "-latomic"),
    (r"backtrace|iconv", "-liconv"),
)


@family.rule(
    when=("undefined reference to", "undefined symbol", "Undefined symbols"),
    says=r"undefined reference to (?:symbol )?[`'‘](?P<symbol>[^\n]+?)['’](?=;|$)"
    r"|undefined symbol: (?P<lld>.+)$"
    r"|Undefined symbols[^\n]*\n\s+\"_?(?P<mac>[^\"\n]+)\"",
)
def undefined_reference(f: Failed) -> Advice | None:
    """A function that no file on the link line defines."""
    symbols = re.findall(
        r"undefined reference to (?:symbol )?[`'‘]([^\n]+?)['’](?=;|$)", f.output, re.MULTILINE
    )
    symbols = [re.sub(r"@@.*", "", symbol) for symbol in symbols]
    symbols = symbols or [f["lld"] or f["mac"]]
    if "main" in symbols or "WinMain" in symbols:
        return _no_main(f)
    cxx = {"gcc": "g++", "clang": "clang++", "cc": "c++"}.get(f.program)
    if any(s.startswith(("std::", "operator new", "__gxx", "__cxa")) for s in symbols):
        if cxx:
            return f.hint(
                f"C++ code was linked by {f.program}, without the C++ library",
                f.swap(f.command.words[0], cxx),
                f.append("-lstdc++"),
                sure=0.96,
            )
        return f.hint(
            "C++ code was linked without the C++ library",
            f"{f.text} LDLIBS=-lstdc++" if f.program == "make" else None,
            why="Link with g++ instead of gcc.",
            sure=0.8,
        )
    table = re.match(r"(?:vtable|typeinfo) for ([\w:]+)", symbols[0])
    if table:
        bare = table[1].rsplit("::", 1)[-1]
        return f.hint(
            f"A virtual method of {table[1]} is declared, but not defined",
            f"grep -rnE 'virtual|{bare}::' --include='*.h*' --include='*.c*' .",
            why="Define it (its first that is not inline), end it with = 0, or link the file that has it.",
            sure=0.88,
        )
    dso = f.find(r"(?:\S*/)?lib([\w+.-]+?)\.so[\d.]*: error adding symbols: DSO missing")
    options = f"-l{dso[1]}" if dso else next(filter(None, map(_option, symbols)), "")
    name = symbols[0].split("(")[0]
    defined = _defined_in(f, name)
    if defined and f.program in COMPILERS:
        source = [w for w in f.operands if w.value.endswith((".c", ".cpp", ".cc", ".cxx", ".o"))]
        return f.hint(
            f"{name} is defined in {defined}, which was not given",
            f.insert(quote(defined), after=source[-1]) if source else f.append(quote(defined)),
            sure=0.93,
        )
    if options:
        return _name_library(f, name, options)
    mine = f.local.entries()
    patterns = [p for p in ("*.c", "*.h", "*.cpp", "*.cc") if any(n.endswith(p[1:]) for n in mine)]
    return f.hint(
        f"Nothing that was linked defines {name}",
        f"grep -rnw {quote(re.sub(r'.*::', '', name))} {' '.join(patterns) or '.'}",
        why="A typo in its name, a source file that was not given, or a library's -l option.",
        sure=0.75,
    )


def _option(symbol: str) -> str:
    if symbol in MATH:
        return "-lm"
    return next((option for pattern, option in SYMBOLS if re.match(pattern, symbol)), "")


def _name_library(f: Failed, name: str, options: str) -> Advice:
    why = f"{name} needs {options}, after the sources."
    if f.program not in COMPILERS and f.program != "ld":
        return f.hint(
            f"The library with {name} is not linked",
            f'make LDLIBS="{options}"' if f.program in ("make", "gmake") else None,
            why=f"Add {options} at the end of the link line.",
            sure=0.85,
        )
    given = [w for w in f.command.words if w.value in options.split()]
    if given:  # named, but before the files that need it
        return f.hint(
            f"{options} stands before the files that need it",
            f"{f.without(*given)} {options}"
            if f.command is f.line.commands[-1] and not f.command.redirections
            else None,
            why="The linker takes from a library only what was missing before it.",
            sure=0.93,
        )
    return f.hint(f"The library with {name} is not linked", f.append(options), why=why, sure=0.96)


def _defined_in(f: Failed, name: str) -> str:
    """Another source here with a definition of the function."""
    given = {word.value.rsplit("/", 1)[-1] for word in f.operands}
    pattern = re.compile(rf"^[\w\s*&:<>,]*\b{re.escape(name)}\s*\([^;]*\)\s*(?:const\s*)?\{{", re.M)
    for entry in sorted(f.local.entries())[:200]:
        stem = entry.rsplit(".", 1)[0]
        if not entry.endswith((".c", ".cpp", ".cc", ".cxx")) or entry in given:
            continue
        if f"{stem}.o" not in given and pattern.search(f.local.text(entry, 65536)):
            return entry
    return ""


def _no_main(f: Failed) -> Advice:
    """No main function: a part of a program, or its file is missing."""
    sources = [w.value for w in f.operands if w.value.endswith((".c", ".cpp", ".cc", ".cxx"))]
    main = _defined_in(f, "main")
    compiler = f.program in COMPILERS
    return f.hint(
        "There is no main function to start the program with",
        f.append(quote(main)) if main and compiler else None,
        _objects_only(f, sources) if compiler and sources else None,
        why=f"main is in {main}."
        if main
        else "Compile a part with -c, or give the file that has main as well.",
        sure=0.88,
    )


def _objects_only(f: Failed, sources: list[str]) -> str:
    """The line with -c, and an output that looks like what it will be."""
    line = f.insert("-c")
    words = f.command.words
    at = next((i for i, w in enumerate(words[:-1]) if w.value == "-o"), 0)
    if not at:
        return line
    if len(sources) > 1:  # -c with -o takes one source
        return f.without(words[at], words[at + 1]).replace(f.program, f"{f.program} -c", 1)
    if words[at + 1].value.endswith(".o"):
        return line
    named = words[at + 1]
    return f.line.edit((words[0].end, words[0].end, " -c"), (named.end, named.end, ".o"))


@family.rule(
    when=("cannot find -l", "library not found for -l", "unable to find library -l"),
    says=r"(?:cannot find|not found for|unable to find library) -l(?P<library>[\w+.-]+?):?(?:\s|$)",
)
def missing_library(f: Failed) -> Advice | None:
    """A library that is not installed (its development part), or not where ld looks."""
    library = f["library"]
    here = next(
        (p for n in (f"lib{library}.so", f"lib{library}.a") for p in f.local.elsewhere(n)), ""
    ) or next((n for n in (f"lib{library}.so", f"lib{library}.a") if f.local.exists(n)), "")
    if here and f.program in COMPILERS:
        folder = here.rsplit("/", 1)[0] if "/" in here else "."
        word = f.word(f"-l{library}")
        return f.hint(
            f"lib{library} is in {folder}, where the linker does not look",
            f.line.edit((word.start, word.start, f"-L{quote(folder)} ")) if word else None,
            sure=0.93,
        )
    word = f.word(f"-l{library}")
    if library.startswith("lib") and word:
        return f.hint("-l wants the name without lib", f.swap(word, f"-l{library[3:]}"), sure=0.9)
    package = libraries.install(f, libraries.for_library(library))
    if package:
        return f.hint(
            f"The library {library} is not installed",
            package,
            why="The linker needs its development package.",
            sure=0.95,
        )
    if library in ("c", "gcc", "gcc_s", "stdc++", "m"):
        many = "m32" in f.text
        return f.hint(
            "The C library to link with is not installed",
            f.local.installer("gcc-multilib g++-multilib" if many else "build-essential"),
            sure=0.85,
        )
    return f.hint(
        f"The library {library} was not found",
        f"apt-cache search lib{library} | grep -- -dev",
        f"ldconfig -p | grep {quote(library)}",
        why="Install its -dev package, or name its folder with -L.",
        sure=0.75,
    )


@family.rule(
    when="multiple definition of",
    says=r"multiple definition of [`'‘](?P<symbol>[^'’]+)['’]",
)
def defined_twice(f: Failed) -> Advice | None:
    """Two of the linked files define the same thing."""
    seen: dict[str, Word] = {}
    for word in f.operands:
        stem = re.sub(r"\.(?:o|c|cpp|cc|cxx)$", "", word.value)
        if stem != word.value and stem in seen:
            first = seen[stem]
            drop = first if first.value.endswith(".o") else word
            return f.hint(
                f"{f['symbol']} is defined twice: {first.value} and {word.value} are the same code",
                f.without(drop),
                sure=0.9,
            )
        seen[stem] = word
    name = f["symbol"].split("(")[0]
    return f.hint(
        f"{name} is defined in more than one file",
        f"grep -rnw {quote(re.sub(r'.*::', '', name))} .",
        why="In a header: declare it extern (or make it static, inline) and define it in one file.",
        sure=0.82,
    )


@family.rule(
    when=("recompile with -fPIC", "recompile with -fPIE", "can not be used when making"),
    says=r"recompile with -f(?P<kind>PIC|PIE)|can not be used when making a (?P<so>shared|PIE)",
)
def position_independent(f: Failed) -> Advice | None:
    """Objects compiled without -fPIC in a shared library or PIE."""
    kind = f["kind"] or "PIC"
    if f.program in COMPILERS and any(w.value.endswith((".c", ".cpp")) for w in f.operands):
        return f.hint(f"The code must be compiled with -f{kind}", f.insert(f"-f{kind}"), sure=0.9)
    clean = f'make clean && make CFLAGS="-O2 -f{kind}"' if f.program == "make" else ""
    return f.hint(
        f"The objects were compiled without -f{kind}",
        clean,
        f.insert("-no-pie") if f.program in COMPILERS and not f.has("-shared") else None,
        why=f"Compile them again with -f{kind}.",
        sure=0.82,
    )


@family.rule(
    when="cannot open output file",
    says=r"cannot open output file (?P<file>.+?): (?P<why>[^\n]+)",
)
def no_output(f: Failed) -> Advice | None:
    """The result cannot be written."""
    target = f["file"]
    if "Is a directory" in f["why"] or f.local.is_dir(target):
        return f.hint(
            f"{target} is a folder, the program cannot be written there",
            f.swap(target, f"{target.rstrip('/')}/a.out"),
            f.swap(target, f"{target.rstrip('/')}.out"),
            sure=0.85,
        )
    folder = target.rsplit("/", 1)[0] if "/" in target else ""
    if "No such file" in f["why"] and folder:
        return f.hint(f"No folder {folder} here", ahead(f, f"mkdir -p {quote(folder)}"), sure=0.95)
    if "busy" in f["why"]:
        return f.hint(
            f"{target} is running",
            f"pkill -x {quote(target.rsplit('/', 1)[-1][:15])} && {f.text}",
            why="Stop it before building it anew.",
            sure=0.88,
        )
    return f.hint(f"{target} cannot be written", sure=0.8)


family.hint(
    "not-an-object",
    "{file} is no object file or library of this machine",
    "file {file}",
    when=("file not recognized", "file in wrong format", "skipping incompatible"),
    says=r"(?:ld: )(?P<file>\S+?): (?:file not recognized|file in wrong format)",
    why="It is text, damaged, or built for another processor: make clean and build again.",
    sure=0.8,
)


family.hint(
    "no-object",
    "{path} is neither source code nor an object file",
    "file {path}",
    lambda f: f.insert("-x c", after=0) if f["path"].endswith((".txt", ".inc")) else None,
    why="The linker took it for a script of its own: the compiler knows sources by their ending (.c, .cpp).",
    when="file format not recognized",
    says=r"ld: ?(?P<path>[^\s:]+): ?file format not recognized",
    sure=0.9,
)
