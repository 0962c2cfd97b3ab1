"""tmux: sessions and servers that are not there, mistyped commands."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

family = Family("tmux", "tmux")

# tmux(1) 3.3: commands, then their short names.
COMMANDS = listed(
    """attach-session bind-key break-pane capture-pane choose-buffer choose-client choose-tree
    clear-history command-prompt copy-mode delete-buffer detach-client display-message
    display-panes find-window has-session if-shell join-pane kill-pane kill-server kill-session
    kill-window last-pane last-window link-window list-buffers list-clients list-commands list-keys
    list-panes list-sessions list-windows load-buffer lock-server move-pane move-window new-session
    new-window next-layout next-window paste-buffer pipe-pane previous-layout previous-window
    refresh-client rename-session rename-window resize-pane resize-window respawn-pane
    respawn-window rotate-window run-shell save-buffer select-layout select-pane select-window
    send-keys send-prefix set-buffer set-environment set-hook set-option set-window-option
    show-buffer show-environment show-hooks show-messages show-options source-file split-window
    start-server suspend-client swap-pane swap-window switch-client unbind-key unlink-window
    wait-for"""
)
SHORT = listed(
    """attach a bind breakp capturep detach display has kill-session killp killw ls lsc lsp lsw new
    neww next prev rename renamew run selectp selectw send set setw show source splitw start swapp
    switchc unbind"""
)
STARTS = ("new", "new-session", "start", "start-server", "")


@family.rule(
    when=("no server running on", "error connecting to", "no sessions", "no current session"),
    says=r"^(?:no server running on|error connecting to \S+ \(No such file|no sessions|no current)",
)
def no_server(f: Failed) -> Advice | None:
    """Nothing to attach to or to list; or a mistyped command, which tmux looks at later only."""
    sub = f.sub_word
    if sub is not None and sub.value not in (*COMMANDS, *SHORT):
        if any(name.startswith(sub.value) for name in COMMANDS):
            near: list[str] = []
        else:
            near = nearest(sub.value, (*COMMANDS, *SHORT), prior=STARTS)
        if near:
            return f.hint(
                f"tmux has no command {sub.value}", *[f.swap(sub, n) for n in near], sure=0.93
            )
    if f.sub in ("ls", "list-sessions", "lsc", "list-clients", "has", "has-session"):
        return None  # a question, and its answer
    new = re.match(r"\s*tmux(?: -[LSf] \S+)*", f.text)
    return f.hint("No tmux session runs", f"{new[0]} new" if new else "tmux new", sure=0.9)


@family.rule(when="duplicate session", says=r"duplicate session: (?P<name>\S+)")
def duplicate(f: Failed) -> Advice:
    """new -s of a session that exists."""
    return f.hint(
        f"There is a session {f['name']} already",
        f"tmux attach -t {f['name']}",
        "tmux ls",
        why="new -A -s attaches if it exists.",
        sure=0.95,
    )


@family.rule(when="can't find session", says=r"can't find session:? (?P<name>\S+)")
def no_session(f: Failed) -> Advice | None:
    """A session of another name, or none."""
    if f.sub in ("has", "has-session"):
        return None
    return f.hint(
        f"No session {f['name']}",
        f"tmux new -s {f['name']}"
        if f.sub in ("a", "attach", "attach-session", "switch-client")
        else None,
        "tmux ls",
        sure=0.9,
    )
