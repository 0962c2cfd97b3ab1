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
    # As starship draws it: a blank row, a row of what is known, glyphs of its own font.
    "starship": {
        "bash": 'drawn() { local s=$?; PS1="\\n\\[\\e[1;36m\\]~/work\\[\\e[0m\\] on '
        '\\[\\e[1;35m\\]\ue0a0 main\\[\\e[0m\\] [$s]\\n\\[\\e[1;32m\\]\\$\\[\\e[0m\\] "; }\n'
        "PROMPT_COMMAND=drawn\n",
        "fish": "function fish_prompt; set -l s $status; echo; set_color -o cyan; "
        "echo -n '~/work'; set_color normal; echo \" on \ue0a0 main [$s]\"; set_color -o green; "
        "echo -n '$'; set_color normal; echo -n ' '; end\n",
    },
    # As powerlevel10k: segments, a rule to the right edge, a right prompt, made in precmd.
    "p10k": {
        "zsh": "setopt prompt_subst\ndrawn() { local s=$?; "
        "PROMPT=$'%K{blue}%F{white} ~/work %K{green}%F{blue}\ue0b0%F{black} main '"
        "$'%k%F{green}\ue0b0%f '"
        "'${(pl.$((COLUMNS - 20))..─.)}'$'\\n%F{green}$%f '; RPROMPT=\"%F{red}$s%f\"; }\n"
        "precmd_functions+=(drawn)\n",
    },
    # The prompt of a line that was accepted becomes a short one.
    "transient": {
        "zsh": "full() { PROMPT=$'%F{blue}~/work%f\\n$ ' }\nprecmd_functions+=(full)\n"
        "zle-line-finish() { PROMPT='$ '; zle reset-prompt }\nzle -N zle-line-finish\n",
    },
    # As zsh-autosuggestions shows them; fish has its own.
    "suggesting": {
        "zsh": "zle-line-pre-redraw() { POSTDISPLAY=; (( $#BUFFER && CURSOR == $#BUFFER )) && "
        "POSTDISPLAY=' and what was typed before' }\nzle -N zle-line-pre-redraw\n",
        "fish": "set -g fish_autosuggestion_enabled 1\nset -g fish_color_autosuggestion normal\n",
    },
    "right": {
        "zsh": "RPROMPT='%F{red}right%f'\n",
        "fish": "function fish_right_prompt; echo -n right; end\n",
    },
}
SETUPS = [
    "bash", "bash vi", "bash two lines", "bash starship",
    "zsh", "zsh vi", "zsh two lines", "zsh right", "zsh p10k", "zsh transient", "zsh suggesting",
    "fish", "fish vi", "fish two lines", "fish right", "fish starship", "fish suggesting",
]  # fmt: skip


def furnish(home: Path, setup: str, more: str = "") -> str:
    """Write what the set-up needs into `home`; the name of its shell."""
    shell, _, variant = setup.partition(" ")
    needs(shell)
    rc = home / PLAIN[shell]
    rc.parent.mkdir(parents=True, exist_ok=True)
    rc.write_text(QUIET[shell] + (MORE[variant][shell] if variant else "") + more)
    return shell
