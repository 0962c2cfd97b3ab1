"""The homes of people who use bash, zsh and fish, each with a prompt of their own making."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.terminal import needs

# set-up -> shell, its start-up file, what that holds. Every prompt ends in "$ ".
PLAIN = {
    "bash": ".bashrc",
    "zsh": ".zshrc",
    "fish": ".config/fish/config.fish",
}
QUIET = {
    "bash": "PS1='$ '\nPS2='> '\nHISTFILE=\n",
    "zsh": "PS1='$ '\nPS2='> '\nunsetopt beep\n",
    # Its threads colour what was typed when they come to it, or not before it runs.
    "fish": "set -g fish_greeting\nfor part in command param quote comment redirection end error "
    "operator escape valid_path option keyword cancel history_current search_match\n"
    "set -g fish_color_$part normal; end\n"
    "set -g fish_autosuggestion_enabled 0\nfunction fish_prompt; echo -n '$ '; end\n"
    "function fish_mode_prompt; end\n",
}
MORE = {
    "vi": {"bash": "set -o vi\n", "zsh": "bindkey -v\n", "fish": "fish_vi_key_bindings\n"},
    "two lines": {
        "bash": "PS1='\\[\\e[34m\\]~/work\\[\\e[0m\\]\\n$ '\n",
        "zsh": "PS1=$'%F{blue}~/work%f\\n$ '\n",
        "fish": "function fish_prompt; set_color blue; echo '~/work'; set_color normal; "
        "echo -n '$ '; end\n",
    },
    "right": {
        "zsh": "RPROMPT='%F{red}right%f'\n",
        "fish": "function fish_right_prompt; echo -n right; end\n",
    },
}
SETUPS = [
    "bash", "bash vi", "bash two lines",
    "zsh", "zsh vi", "zsh two lines", "zsh right",
    "fish", "fish vi", "fish two lines", "fish right",
]  # fmt: skip


def furnish(home: Path, setup: str, more: str = "") -> str:
    """Write what the set-up needs into `home`; the name of its shell."""
    shell, _, variant = setup.partition(" ")
    needs(shell)
    rc = home / PLAIN[shell]
    rc.parent.mkdir(parents=True, exist_ok=True)
    rc.write_text(QUIET[shell] + (MORE[variant][shell] if variant else "") + more)
    return shell
