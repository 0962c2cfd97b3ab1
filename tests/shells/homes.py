"""Home folders for the shells under test: a plain prompt that ends in READY, no beeps."""

from __future__ import annotations

from pathlib import Path

PROMPT = "@@> "

RC = {
    "bash": (".bashrc", f"PS1='{PROMPT}'\nHISTCONTROL=ignoreboth\nHISTFILE=$HOME/history\n"),
    "zsh": (
        ".zshrc",
        f"PS1='{PROMPT}'\nHISTFILE=$HOME/history HISTSIZE=100 SAVEHIST=100\n"
        "setopt hist_ignore_space hist_ignore_dups interactive_comments no_beep\n",
    ),
    "fish": (
        ".config/fish/config.fish",
        f"function fish_prompt; echo -n '{PROMPT}'; end\nset -g fish_greeting\n"
        "set -g fish_autosuggestion_enabled 0\n",
    ),
}


def furnish(home: Path, shell: str, more: str = "") -> Path:
    """Write the startup file of `shell`, with `more` at its end."""
    name, text = RC[shell]
    path = home / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + more)
    return home
