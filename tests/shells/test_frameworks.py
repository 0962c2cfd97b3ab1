"""What people put around their prompts: each command is told as in a plain shell.

The first part runs anywhere: Debian has two of zsh's plugins, and the others are prompts written
here in the manner of starship and powerlevel10k. The second part runs the real ones, when asked:

    TERMPROXY_TEST_FRAMEWORKS=/folder pytest -m frameworks tests/shells

with checkouts of bash-preexec, ble.sh (built, `make`), ohmyzsh and powerlevel10k in that folder,
and starship in starship/usr/bin. One that is not there is a failure.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from termproxy.core.events import Command, PromptShown
from tests.shells.driver import Shell, environment, needs
from tests.shells.homes import furnish
from tests.shells.versions import every, kind, label

OSC = re.compile(rb"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")
FOLDER = os.environ.get("TERMPROXY_TEST_FRAMEWORKS", "")
DEBIAN = "/usr/share/zsh-{0}/zsh-{0}.zsh"
P9K = """
source {folder}/powerlevel10k/powerlevel10k.zsh-theme
source {folder}/powerlevel10k/config/p10k-{style}.zsh
POWERLEVEL9K_DISABLE_GITSTATUS=true POWERLEVEL9K_TRANSIENT_PROMPT={transient}
"""
OMZ = """
export ZSH={folder}/ohmyzsh
zstyle ':omz:update' mode disabled
ZSH_THEME={theme} plugins=({plugins})
source $ZSH/oh-my-zsh.sh
"""

# name -> shell, what its startup file holds
LIKE = {
    "autosuggestions and highlighting": (
        "zsh",
        f"source {DEBIAN.format('autosuggestions')}\n"
        f"source {DEBIAN.format('syntax-highlighting')}\n",
    ),
    "starship-like": (
        "bash",
        "started() { :; }\n"
        'prompt() { local s=$?; PS1="\\n[$s] \\w\\n\\[\\e[32m\\]❯\\[\\e[0m\\] "; return $s; }\n'
        'PROMPT_COMMAND="prompt${PROMPT_COMMAND:+;$PROMPT_COMMAND}"\n',
    ),
    "preexec by a DEBUG trap": (
        "bash",
        "at_prompt=\nbefore() { [[ $at_prompt ]] && seen=$1; at_prompt=; }\n"
        "trap 'before \"$BASH_COMMAND\"' DEBUG\nPROMPT_COMMAND='at_prompt=1'\n",
    ),
    "strict": ("bash", "set -u -o pipefail\nshopt -s extdebug\nset -o functrace\n"),
    "posix": ("bash", "set -o posix\n"),
    "powerlevel10k-like": (
        "zsh",
        # built anew by a hook that keeps itself last, and dropped for a shorter one on Enter
        "setopt prompt_subst\n"
        "build() { PROMPT=$'\\n${:-%~}\\n%(?.%F{green}.%F{red})❯%f '; RPROMPT='%?'\n"
        "  [[ $precmd_functions[-1] == build ]] || "
        "precmd_functions=(${precmd_functions:#build} build) }\n"
        "precmd_functions+=(build)\n"
        "zle-line-finish() { PROMPT='❯ ' RPROMPT= ; zle reset-prompt }\nzle -N zle-line-finish\n",
    ),
    "vi and its modes": (
        "zsh",
        "bindkey -v\nzle-keymap-select() { RPS1=$KEYMAP; zle reset-prompt }\n"
        "zle -N zle-keymap-select\n",
    ),
    "vi with its modes shown": ("fish", "fish_vi_key_bindings\n"),
    "right and transient": (
        "fish",
        "function fish_right_prompt; echo -n $status; end\n"
        "function fish_mode_prompt; echo -n '[m] '; end\n"
        "set -g fish_transient_prompt 1\n",
    ),
}
REAL = {
    "bash-preexec": (
        "bash",
        "source {folder}/bash-preexec/bash-preexec.sh\n"
        "precmd() {{ last=$?; }}\npreexec() {{ seen=$1; }}\n",
    ),
    "ble.sh": ("bash", "source {folder}/ble.sh/out/ble.sh\n"),
    "starship in bash": ("bash", 'eval "$({folder}/starship/usr/bin/starship init bash)"\n'),
    "starship in zsh": ("zsh", 'eval "$({folder}/starship/usr/bin/starship init zsh)"\n'),
    "starship in fish": ("fish", "{folder}/starship/usr/bin/starship init fish | source\n"),
    "oh-my-zsh": ("zsh", OMZ.replace("{theme}", "robbyrussell").replace("{plugins}", "git z")),
    "oh-my-zsh, agnoster, vi": (
        "zsh",
        OMZ.replace("{theme}", "agnoster").replace("{plugins}", "git vi-mode"),
    ),
    "powerlevel10k lean, transient": (
        "zsh",
        P9K.replace("{style}", "lean").replace("{transient}", "always"),
    ),
    "powerlevel10k rainbow": (
        "zsh",
        P9K.replace("{style}", "rainbow").replace("{transient}", "off"),
    ),
}


def cases(of: dict[str, tuple[str, str]]) -> list[object]:
    return [
        pytest.param(program, name, id=f"{label(program)}-{name}")
        for name, (shell, _) in of.items()
        for program in every(shell)
    ]


@pytest.mark.parametrize(("program", "framework"), cases(LIKE))
def test_prompts_of_all_kinds(program: str, framework: str, tmp_path: Path) -> None:
    needs(program)
    if framework == "autosuggestions and highlighting":
        for plugin in ("autosuggestions", "syntax-highlighting"):
            if not os.path.exists(DEBIAN.format(plugin)):
                pytest.skip(f"zsh-{plugin} is not installed")
    everyday(program, LIKE[framework][1], tmp_path)


@pytest.mark.frameworks
@pytest.mark.parametrize(("program", "framework"), cases(REAL))
def test_real_frameworks(program: str, framework: str, tmp_path: Path) -> None:
    needs(program)
    assert os.path.isdir(FOLDER), "TERMPROXY_TEST_FRAMEWORKS names no folder"
    rc = REAL[framework][1].replace("{{", "{").replace("}}", "}").replace("{folder}", FOLDER)
    everyday(program, rc, tmp_path, exact=framework != "ble.sh")


def everyday(program: str, rc: str, home: Path, *, exact: bool = True) -> None:
    """A short session: text, status, folder and output of each command.

    `exact`: the framework prints nothing of its own behind a command's output.
    """
    shell_name = kind(program)
    furnish(home, shell_name, rc)
    (home / "folder").mkdir()
    with Shell([program], environment(home), home) as shell:
        fresh(shell, 1)
        for line, status, output in (
            ("false", 1, b""),
            ("echo one two", 0, b"one two\r\n"),
            ("sh -c 'exit 3'", 3, b""),
            ("cd folder", 0, b""),
            ("printf abc; false", 1, b"abc"),
            ("nosuchcommand", 127, None),
            ("cd ..", 0, b""),
            ("true", 0, b""),
        ):
            cwd = home / "folder" if line.startswith(("printf", "nosuch", "cd ..")) else home
            (command,) = enter(shell, line)
            assert (command.text, command.status, command.ran) == (line, status, True)
            assert command.cwd == str(cwd)
            if output is not None:
                told = OSC.sub(b"", shell.output(command))  # fish tells terminals of each cd
                assert told == output or (not exact and told.startswith(output))
        assert enter(shell, "") == []
        (command,) = interrupted(shell)
        assert command.status == 130
        assert shell.output(command).startswith(b"ready\r\n^C")
        if shell_name == "bash":  # at run time, too
            enter(shell, "PS1='(venv) '$PS1")
            (command,) = enter(shell, "sh -c 'exit 6'")
            assert (command.text, command.status) == ("sh -c 'exit 6'", 6)
    assert b"6977" not in shell.relayed


def fresh(shell: Shell, count: int) -> None:
    """Until so many prompts were shown and the shell waits: powerlevel10k drops the mark B."""

    def prompts() -> int:
        return sum(isinstance(event, PromptShown) and event.fresh for event in shell.events)

    shell.until(lambda: prompts() >= count, f"prompt {count}")
    shell.settles()


def enter(shell: Shell, line: str) -> list[Command]:
    return until_prompt(shell, line + "\r")


def until_prompt(shell: Shell, keys: str) -> list[Command]:
    count = len(shell.commands)
    shown = sum(isinstance(event, PromptShown) and event.fresh for event in shell.events)
    shell.send(keys)
    fresh(shell, shown + 1)
    return shell.commands[count:]


def interrupted(shell: Shell) -> list[Command]:
    shown = len(shell.relayed)
    shell.send("sh -c 'echo re\"\"ady; exec sleep 60'\r")
    shell.shows(b"ready", shown)
    return until_prompt(shell, "\x03")
