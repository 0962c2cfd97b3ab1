# ruff: noqa: E501
"""Disks: full, read-only, out of order; what a file system cannot do."""

from __future__ import annotations

import os

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.wordlist import listed

family = Family("disk", *listed("mount umount losetup swapon swapoff mkswap fallocate mkfs mkfs.ext4 mkfs.ext3 mkfs.xfs mkfs.vfat mkfs.btrfs mkfs.ntfs fsck fsck.ext4 fsck.ext3 fsck.vfat e2fsck resize2fs xfs_growfs lsblk blkid fdisk parted sgdisk cryptsetup dd df eject mountpoint zpool lvcreate lvextend pvcreate vgextend truncate tune2fs sshfs fusermount wipefs findmnt"))  # fmt: skip
full = Family("space")


@full.rule(
    when=(
        "No space left on device",
        "disk is full",
        "Disk full",
        "ENOSPC",
        "not enough free space",
        "Not enough free space",
        "Insufficient space",
    ),
    says=r"(?:(?P<path>[‘'\"]?/[\w./-]+[’'\"]?): )?(?:write error: )?No space left on device|ENOSPC: no space left|[Nn]ot enough free (?:disk )?space|[Dd]isk (?:is )?full|Insufficient space",
    programs=(),
)
def disk_full(f: Failed) -> Advice | None:
    """The disk, its inodes or a small tmpfs is full."""
    if f.find(r"watch|inotify"):
        return None
    if f.program in ("docker", "podman"):
        return None
    path = f["path"].strip("‘’'\"")
    target = next(
        (
            w.value
            for w in reversed(f.operands)
            if f.local.exists(w.value) or f.local.exists(os.path.dirname(w.value) or ".")
        ),
        ".",
    )
    if path.startswith("/dev/") or any(
        w.value == "/dev/full" for w in (*f.command.redirections, *f.operands)
    ):
        return f.hint(
            f"{path or '/dev/full'} is full: the device holds no more", "lsblk", sure=0.85
        )
    folder = target if f.local.is_dir(target) else os.path.dirname(target) or "."
    if f.local.free_space(folder) > 2 << 30 and f.find(r"/tmp"):
        return f.hint("The disk of /tmp is full", "df -h /tmp", f"TMPDIR=$HOME {f.text}", sure=0.88)
    there = os.path.dirname(path) if path.startswith("/") else folder
    place = there if f.local.is_dir(there) and there not in (".", "") else ""
    return f.hint(
        f"The disk of {place} is full" if place else "The disk is full",
        f"df -h {quote(place)}" if place else "df -h",
        f"du -xh --max-depth=1 {quote(place or '.')} | sort -h | tail",
        "df -i",
        why="Make room; if df -h shows some left, the inodes are used up (df -i).",
        sure=0.93,
    )


full.hint(
    "quota",
    "Your quota on that disk is used up",
    "quota -s",
    "du -sh ~/* ~/.[!.]* 2>/dev/null | sort -h | tail",
    when=("Disk quota exceeded", "quota exceeded"),
    programs=(),
    sure=0.93,
)


@full.rule(when="Read-only file system", says=r"Read-only file system", programs=())
def read_only(f: Failed) -> Advice:
    """A file system mounted read-only: on purpose, or after an error."""
    path = f.find(r"(?:[‘'\"]|: |^\S+: )(/[\w./-]+)[’'\"]?: Read-only")
    where = path[1] if path else next((w.value for w in reversed(f.operands)), ".")
    point = (
        "/"
        if where.startswith(("/etc", "/usr", "/var", "/home", "/opt", "/root")) or where == "/"
        else ""
    )
    mounts = [
        line.split()[1]
        for line in f.local.text("/proc/mounts").splitlines()
        if len(line.split()) > 1
    ]
    point = max(
        (m for m in mounts if f.local.path(where).startswith(m.rstrip("/") + "/") or m == "/"),
        key=len,
        default=point or "/",
    )
    return f.hint(
        f"The file system at {point} is mounted read-only",
        f"sudo mount -o remount,rw {point}",
        "sudo dmesg | tail",
        why="On purpose, or because the kernel found an error: then dmesg says so, and fsck is due.",
        sure=0.93,
    )


full.hint(
    "stale",
    "The network file system has lost that file or server",
    lambda f: "cd .." if not f.operands else f"sudo umount -l {f.operands[-1].raw}",
    "mount | grep nfs",
    when="Stale file handle",
    programs=(),
    sure=0.88,
)
full.hint(
    "io-error",
    "The disk cannot read or write there",
    "sudo dmesg | tail",
    "sudo smartctl -H /dev/sda",
    when="Input/output error",
    programs=(),
    sure=0.88,
)
full.hint(
    "too-large",
    "The file is too large for this file system, or for ulimit -f",
    lambda f: f"df -hT {f.operands[-1].raw if f.program in ('cp', 'mv', 'rsync') else chr(46)}",
    "ulimit -f unlimited",
    why="FAT32 ends at 4 GB.",
    when=("File too large", "File size limit exceeded"),
    programs=(),
    sure=0.88,
)
full.hint(
    "cross-device",
    "A hard link cannot go to another file system",
    lambda f: f.insert("-s") if f.program == "ln" else "",
    lambda f: f.rewrite(f.text.replace("ln ", "cp ", 1)) if f.program == "ln" else "",
    when="Invalid cross-device link",
    programs=(),
    sure=0.94,
)
