# ruff: noqa: E501
"""Command lines that destroy: why a fix is shown with a warning and never offered to a key."""

from __future__ import annotations

import re

DANGERS: tuple[tuple[str, str], ...] = (
    (r"\brm\s+(?:\S+\s+)*-(?:\w*[rR]|-recursive)", "deletes a whole directory tree"),
    (r"\brm\s+(?:\S+\s+)*-\w*f", "deletes without asking"),
    (r"\bgit\b.*\bpush\b.*\s(?:--force\b|-f\b|\+\S)", "overwrites the history on the server"),
    (r"\bgit\b.*\breset\b.*--hard", "throws uncommitted changes away"),
    (r"\bgit\b.*\bclean\b.*\s-\w*f", "deletes untracked files"),
    (r"\bgit\b.*\bcheckout\b.*(?:\s--\s|\s-f\b|--force)", "throws uncommitted changes away"),
    (r"\bgit\b.*\b(?:branch)\b.*\s-D\b", "deletes commits that are on no other branch"),
    (r"\bgit\b.*\bstash\s+(?:drop|clear)\b", "deletes stashed changes"),
    (r"\bgit\b.*\brm\b.*\s(?:-\w*f|--force)", "deletes files with uncommitted changes"),
    (r"\bgit\b.*\bworktree\s+remove\b.*\s(?:-f|--force)", "deletes uncommitted changes"),
    (r"\bdd\b.*\bof=", "overwrites a device or file"),
    (r"\bmkfs(?:\.\w+)?\b", "erases a file system"),
    (r"\b(?:shred|wipefs|blkdiscard)\b", "erases data"),
    (r"\bchmod\s+(?:-\w*R\w*\s+)?0?777\b", "lets everyone change it"),
    (r"\bch(?:mod|own)\s+(?:\S+\s+)*-\w*R", "changes a whole tree"),
    (r"\b(?:curl|wget)\b[^|]*\|\s*(?:sudo\s+)?(?:ba|z)?sh\b", "runs a program from the network"),
    (r"\bdrop\s+(?:table|database|schema|user)\b", "deletes data in the database"),
    (r"\bkubectl\b.*\bdelete\b", "deletes objects in the cluster"),
    (r"\bterraform\b.*\b(?:destroy|force-unlock)\b", "works on shared infrastructure state"),
    (r"\bdocker\b.*\b(?:prune|rm\s+(?:\S+\s+)*-\w*f|rmi\s+(?:\S+\s+)*-\w*f)", "deletes containers or images"),
    (r"\b(?:kill|pkill|killall)\s+(?:\S+\s+)*-(?:9|KILL|SIGKILL)\b", "ends a program without warning"),
    (r"\bfuser\b.*\s-\w*k", "ends the program that uses it"),
    (r"\bkill-port\b", "ends the program that uses it"),
    (r"--break-system-packages", "may break the system's Python"),
    (r"\b(?:reboot|shutdown|poweroff|halt)\b", "stops the machine"),
    (r"--no-preserve-root", "deletes the whole system"),
    (r"StrictHostKeyChecking[= ]no", "trusts any server"),
    (r"\b(?:apt|apt-get|dnf|yum|pacman)\b.*\b(?:remove|purge|autoremove|-R\w*)\b", "removes packages"),
)  # fmt: skip

WORDS = re.compile(
    r"rm|git|dd|mkfs|shred|wipefs|blkdiscard|chmod|chown|curl|wget|drop|kubectl|terraform|docker"
    r"|kill|fuser|--break|reboot|shutdown|poweroff|halt|preserve|StrictHost|apt|dnf|yum|pacman",
    re.IGNORECASE,
)


def danger(command: str) -> str:
    """Why this line may destroy something, or ""."""
    if not WORDS.search(command):
        return ""
    for pattern, reason in DANGERS:
        if re.search(pattern, command, re.IGNORECASE if "drop" in pattern else 0):
            return reason
    return ""
