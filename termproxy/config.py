"""Settings: a table of what can be set, and the resolved values with where each came from.

Three sources in rising priority: the TOML file, the environment (TERMPROXY_HINT_MODE for
hint.mode), flags. A bad value is a sentence and the next lower source counts; nothing here ever
stops the shell from starting.
"""

from __future__ import annotations

from termproxy.core.insertkey import harmless, spellings
from termproxy.core.value import TYPE_CHECKING, value
from termproxy.places import config_path
from termproxy.regular import read_regular

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import TypeAlias

    Value: TypeAlias = str | int | float | bool


@value
class Setting:
    """One line of the table. `least` bounds numbers from below; `choices` words.

    A `secret` one is never printed. A text that `check` gives None for does not fit; `form` then
    says what would.
    """

    key: str
    default: Value
    meaning: str
    choices: tuple[str, ...] = ()
    least: float = 0
    secret: bool = False
    check: Callable[[str], object] | None = None
    form: str = "a text"

    @property
    def allowed(self) -> str:
        """What may be given, for a sentence."""
        if self.choices:
            return "one of " + ", ".join(f'"{choice}"' for choice in self.choices)
        if isinstance(self.default, bool):
            return "true or false"
        if isinstance(self.default, int):
            return f"a whole number, {self.least:g} or more"
        if isinstance(self.default, float):
            return f"a number, {self.least:g} or more"
        return self.form

    @property
    def variable(self) -> str:
        """Its name in the environment."""
        return "TERMPROXY_" + self.key.upper().replace(".", "_")


# From the quietest to the one that tells most.
MODES = ("off", "rules", "ask", "auto")
# A section of its own, without a table: `"npm test" = "rules"`, a mode for commands.
COMMANDS = "commands"

SETTINGS = (
    Setting(
        "hint.mode",
        "auto",
        "off: never a hint. rules: built-in rules only. ask: rules, then a word on how to ask the "
        "model. auto: rules, then the model.",
        choices=MODES,
    ),
    Setting(
        "hint.style",
        "bar",
        "bar: a quiet bar at the left. box: a frame. line: one plain line, for screen readers.",
        choices=("bar", "box", "line"),
    ),
    Setting(
        "hint.key",
        "alt-i",
        "The key that inserts a hint's command, beside Right on an empty line; empty: neither.",
        check=spellings,
        form="a key such as alt-i, ctrl-g or f8, or empty",
    ),
    Setting(
        "hint.progress",
        "auto",
        "While a model works, the terminal's own progress sign (OSC 9;4); auto: where it has one.",
        choices=("auto", "on", "off"),
    ),
    Setting("hint.wait_ms", 40, "How long a prompt may be held back for an instant hint."),
    Setting("model.name", "", "The model to ask; empty: the best of those installed."),
    Setting(
        "model.host",
        "",
        "The Ollama server, as in OLLAMA_HOST; empty: OLLAMA_HOST, or http://127.0.0.1:11434.",
    ),
    Setting(
        "model.api",
        "ollama",
        "What the server speaks: Ollama's own protocol, or OpenAI's (llama.cpp, vLLM, LM Studio).",
        choices=("ollama", "openai"),
    ),
    Setting("model.token", "", "Sent as Authorization: Bearer, for servers that ask.", secret=True),
    Setting(
        "model.allow_remote",
        False,
        "Permit a server on another machine: what you run there leaves this one, redacted.",
    ),
    Setting("model.first_token_seconds", 300.0, "Patience until the first word (a cold load)."),
    Setting("model.stall_seconds", 60.0, "Patience between two words."),
    Setting("model.max_tokens", 220, "The longest answer.", least=16),
    Setting(
        "model.warm_up",
        True,
        "Load a local model ahead: while a long command runs, and once something has failed. "
        "Never on battery.",
    ),
    Setting(
        "model.hide_names",
        False,
        "Hide your user name, this host's name and mail addresses from a model, as secrets are.",
    ),
    Setting(
        "model.keep_days",
        30,
        "How long answers are kept on disk, for all terminals; 0: not at all.",
    ),
    Setting(
        "model.prefetch",
        False,
        "Ask ahead about what fails often, while nothing happens and the mains are plugged in.",
    ),
    Setting("shell.integration", True, "Let bash, zsh and fish tell where commands begin and end."),
    Setting(
        "history.bytes", 4 << 20, "How much recent output is kept in memory.", least=65536
    ),
    Setting(
        "history.excerpt", 256 << 10, "How much of a failed command's output is read.", least=4096
    ),
    Setting(
        "record.redact",
        True,
        "Mask secrets in a recording when it is finished, up to 2 MiB; `termproxy redact` does "
        "larger ones.",
    ),
    Setting("record.input", False, "Record what is typed, too (never at a password prompt)."),
)  # fmt: skip

TABLE = {setting.key: setting for setting in SETTINGS}


@value
class Config:
    """Resolved settings: `values` and `origins` by key, and sentences about what was wrong.

    `commands`: (pattern, mode) of the file's [commands]. `firm`: settings that the environment or
    the command line gave, which no folder's file may loosen.
    """

    values: dict[str, Value]
    origins: dict[str, str]
    problems: tuple[str, ...]
    commands: tuple[tuple[str, str], ...] = ()
    firm: tuple[str, ...] = ()

    def text(self, key: str) -> str:
        """A setting whose default is a text."""
        return str(self.values[key])

    def number(self, key: str) -> float:
        """A setting whose default is a number."""
        return float(self.values[key])

    def on(self, key: str) -> bool:
        """A setting that is true or false."""
        return bool(self.values[key])


def load(environ: Mapping[str, str], flags: Iterable[tuple[str, str]] = ()) -> Config:
    """Everything resolved. `flags` are (key, text) pairs from the command line."""
    values: dict[str, Value] = {setting.key: setting.default for setting in SETTINGS}
    origins = dict.fromkeys(values, "default")
    problems: list[str] = []
    path = config_path(environ)
    commands: list[tuple[str, str]] = []
    for key, given in _from_file(path, problems):
        section, dot, pattern = key.partition(".")
        if section == COMMANDS and dot:
            commands += command_mode(pattern, given, path, problems)
        else:
            _take(key, given, path, values, origins, problems)
    for setting in SETTINGS:
        if setting.variable in environ:
            text = environ[setting.variable]
            where = f"the environment ({setting.variable})"
            _take(setting.key, _parse(setting, text), where, values, origins, problems)
    for name in _misspelt(environ):
        key = name.removeprefix("TERMPROXY_").lower().replace("_", ".", 1)
        problems.append(f"the environment: {name} is no setting. {_nearest(key)}")
    for key, text in flags:
        known = TABLE.get(key)
        given = text if known is None else _parse(known, text)
        _take(key, given, "the command line", values, origins, problems)
    firm = tuple(key for key in values if origins[key] not in ("default", path))
    return Config(values, origins, tuple(map(harmless, problems)), tuple(commands), firm)


def command_mode(
    pattern: str, given: object, where: str, problems: list[str]
) -> list[tuple[str, str]]:
    """One line of [commands] as a list of one; empty, and a sentence, when it does not fit."""
    if not pattern.split():
        problems.append(
            f"{where}: a line of [{COMMANDS}] is for no command. Its first words belong there, "
            f'as in "npm test" = "rules". It is passed over.'
        )
        return []
    if isinstance(given, str) and given in MODES:
        return [(" ".join(pattern.split()), given)]
    shown = f'"{given}"' if isinstance(given, str) else str(given).lower()
    problems.append(
        f'{where}: the mode of "{pattern}" in [{COMMANDS}] is {shown}, and must be '
        f"{TABLE['hint.mode'].allowed}. It is passed over."
    )
    return []


def _from_file(path: str, problems: list[str]) -> list[tuple[str, object]]:
    try:
        raw = read_regular(path)
    except (FileNotFoundError, NotADirectoryError):  # in /dev/null, that is nowhere
        return []
    except OSError as error:
        problems.append(f"{path} cannot be read ({error.strerror}); the defaults are used.")
        return []
    return settings_in(raw, path, problems, instead="The defaults are used")


def settings_in(
    raw: bytes, path: str, problems: list[str], *, instead: str
) -> list[tuple[str, object]]:
    """The "section.name" and value of each line of a TOML file; a sentence when it is none."""
    import tomllib  # 12 ms, and only for those who have a file

    try:
        document = tomllib.loads(raw.decode())
        repr(document)  # dotted keys nest without end, too
    except ValueError as error:  # a TOMLDecodeError, or a number of thousands of digits
        problems.append(f"{path} is not valid TOML: {error}. {instead}.")
        return []
    except RecursionError:
        problems.append(f"{path} is nested too deeply. {instead}.")
        return []
    pairs: list[tuple[str, object]] = []
    for section, content in document.items():
        if isinstance(content, dict):
            pairs += [(f"{section}.{name}", given) for name, given in content.items()]
        else:
            pairs.append((section, content))
    return pairs


def _parse(setting: Setting, text: str) -> object:
    """A text from the environment or a flag, as the type of the setting; unfit: as it is."""
    if isinstance(setting.default, bool):
        words = {"1": True, "true": True, "yes": True, "on": True}
        words |= {"0": False, "false": False, "no": False, "off": False, "": False}
        return words.get(text.strip().lower(), text)
    if isinstance(setting.default, int | float):
        try:
            return int(text) if isinstance(setting.default, int) else float(text)
        except ValueError:
            return text
    return text


def _take(
    key: str,
    given: object,
    where: str,
    values: dict[str, Value],
    origins: dict[str, str],
    problems: list[str],
) -> None:
    setting = TABLE.get(key)
    if setting is None:
        problems.append(f'{where}: there is no setting "{key}". {_nearest(key)}')
        return
    fit = _fit(setting, given)
    if fit is None:
        shown = f'"{given}"' if isinstance(given, str) else str(given).lower()
        problems.append(
            f"{where}: {key} is {shown}, and must be {setting.allowed}. "
            f"{_shown(values[key])} is used."
        )
        return
    values[key] = fit
    origins[key] = where


def _shown(given: Value) -> str:
    if isinstance(given, bool):
        return str(given).lower()
    return f'"{given}"' if isinstance(given, str) else f"{given:.12g}"  # not 4.1943e+06


def _fit(setting: Setting, given: object) -> Value | None:
    default = setting.default
    if isinstance(default, bool):
        return given if isinstance(given, bool) else None
    if isinstance(default, int | float):
        if isinstance(given, bool) or not isinstance(given, int | float):
            return None
        if isinstance(default, int) and not isinstance(given, int):
            return None
        # NaN compares false with everything, infinity is no number of bytes or seconds
        return type(default)(given) if setting.least <= given < 1e12 else None
    if not isinstance(given, str) or (setting.check is not None and setting.check(given) is None):
        return None
    return given if not setting.choices or given in setting.choices else None


def _nearest(key: str) -> str:
    from difflib import get_close_matches  # only for those who mistype

    section, _, name = key.partition(".")
    near = [known for known in TABLE if name and known.split(".")[1] == name]
    near = near or get_close_matches(key, TABLE, n=1, cutoff=0.7)
    if near:
        return f"Did you mean {' or '.join(near)}?"
    there = [known for known in TABLE if known.startswith(section + ".")]
    if there:
        return f"In [{section}] there are {', '.join(known.split('.')[1] for known in there)}."
    sections = {COMMANDS, *(known.split(".")[0] for known in TABLE)}
    return f"Sections are {', '.join(sorted(sections))}."


def _misspelt(environ: Mapping[str, str]) -> list[str]:
    """Variables that are meant for a setting, by their section, and are none."""
    known = {setting.variable for setting in SETTINGS}
    sections = tuple({f"TERMPROXY_{key.split('.')[0].upper()}_" for key in TABLE})
    return [name for name in environ if name.startswith(sections) and name not in known]
