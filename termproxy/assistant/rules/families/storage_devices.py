# ruff: noqa: E501
"""Loop devices, swap, disks and their file systems."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.world.wordlist import listed

family = Family("disk", *listed("mount umount losetup swapon swapoff mkswap fallocate mkfs mkfs.ext4 mkfs.ext3 mkfs.xfs mkfs.vfat mkfs.btrfs mkfs.ntfs fsck fsck.ext4 fsck.ext3 fsck.vfat e2fsck resize2fs xfs_growfs lsblk blkid fdisk parted sgdisk cryptsetup dd df eject mountpoint zpool lvcreate lvextend pvcreate vgextend truncate tune2fs sshfs fusermount wipefs findmnt"))  # fmt: skip


@family.rule(
    when=("losetup", "loop device"),
    says=r"losetup: (?P<file>[^:\n]+): (?P<what>failed to set up loop device: (?P<why>.+)|failed to use device: .+|detach failed: .+)|cannot find an unused loop device",
)
def loop(f: Failed) -> Advice:
    """Loop devices."""
    if "unused" in f[0]:
        return f.hint(
            "All loop devices are in use, or the module is not loaded",
            f.first("sudo modprobe loop"),
            "losetup -a",
            sure=0.92,
        )
    if "No such file" in f["why"]:
        near = f.local.near(f["file"])
        word = f.word(f["file"])
        return f.hint(
            f"There is no file {f['file']}",
            *[f.swap(word, n) for n in near if word],
            sure=0.93,
        )
    if "ermission" in f["why"] or "permitted" in f["what"]:
        return f.hint("Only root may set up loop devices", f.sudo(), sure=0.96)
    return f.hint("That loop device is not in use", "losetup -a", sure=0.93)


@family.rule(
    when=("swapon", "swapoff", "mkswap"),
    says=r"swapo(?:n|ff): (?P<file>[^:\n]+): (?P<what>.*(?:holes|insecure|swapon failed: (?P<why>.+)|read swap header failed|swapoff failed: (?P<off>.+)|cannot open).*)",
)
def swap(f: Failed) -> Advice:
    """Swap files."""
    if "Cannot allocate memory" in (f["off"] or ""):
        return f.hint("What is in the swap does not fit into the memory", "free -h",
                      "ps aux --sort=-%mem | head", why="End something big first.", sure=0.94)  # fmt: skip
    path = f["file"]
    word = next((w for w in f.operands if path.endswith(w.value)), None)
    name = word.raw if word else path
    if "holes" in f.output:
        return f.hint(
            "A swap file may not have holes",
            f"sudo dd if=/dev/zero of={name} bs=1M count=1024 && sudo chmod 600 {name} && sudo mkswap {name} && sudo swapon {name}",
            why="Write it in full with dd (not truncate), then mkswap.",
            sure=0.93,
        )
    if "Invalid argument" in f["why"] or "header" in f["what"]:
        return f.hint(f"{name} has no swap header", f"sudo mkswap {name} && {f.text}", sure=0.94)
    if "busy" in f["why"]:
        return f.hint(f"{name} is in use as swap already", "swapon --show", sure=0.94)
    if "permitted" in f["what"]:
        return f.hint("Only root may change the swap", f.sudo(), sure=0.96)
    if "No such file" in f.output or "Invalid" in (f["off"] or ""):
        near = f.local.near(name)
        return f.hint(
            f"There is no swap file {name}",
            *[f.swap(word, n) for n in near if word],
            "swapon --show",
            sure=0.92,
        )
    return f.hint(
        f"{name} is not safe as swap: others may read it",
        f"sudo chmod 600 {name} && {f.text}",
        sure=0.9,
    )


family.hint(
    "mounted",
    "The disk is mounted: it may not be changed now",
    lambda f: "lsblk",
    lambda f: (
        f"sudo umount {m[1]} && {f.text}"
        if (m := f.find(r"^(/dev/\S+) is (?:mounted|in use)"))
        and f.program.startswith(("fsck", "e2fsck"))
        else ""
    ),
    why="Make sure that it is the right disk before you unmount it.",
    when=(
        "is mounted; will not make a filesystem here",
        "is mounted.",
        "is in use.",
        "contains a mounted filesystem",
        "is apparently in use by the system",
    ),
    sure=0.9,
)
family.hint(
    "no-device",
    "There is no such disk",
    "lsblk",
    lambda f: (
        f.swap(w, n[0])
        if (
            w := next(
                (
                    w
                    for w in f.operands
                    if w.value.startswith("/dev/") and not f.local.exists(w.value)
                ),
                None,
            )
        )
        and (
            n := [
                x
                for x in f.local.near(w.value)
                if re.match(r"/dev/(sd|vd|nvme|mmc|hd|xvd|loop|mapper)", x)
            ]
        )
        else ""
    ),
    when=(
        "not a block device",
        "No such file or directory while trying to open",
        "No such file or directory while opening",
        "Could not stat device",
        "cannot open /dev/",
        "Error opening /dev",
        "does not exist",
        "The file /dev/",
    ),
    says=r"not a block device|while trying to open|while opening|Could not stat device|cannot open /dev/\S+: No such|The file /dev/\S+ does not exist",
    sure=0.93,
)
family.hint(
    "superblock",
    "The file system's superblock is damaged, or it is none",
    "lsblk -f",
    lambda f: (
        f"sudo fsck -b 32768 {w.raw}"
        if (w := next((w for w in f.operands if w.value.startswith("/dev/")), None))
        and f.program.startswith(("fsck", "e2fsck"))
        else ""
    ),
    when=("Bad magic number in super-block", "superblock could not be read"),
    sure=0.92,
)
family.hint(
    "fallocate",
    "This file system cannot reserve space",
    lambda f: f"dd if=/dev/zero of={f.operands[-1].raw} bs=1M count=1024" if f.operands else "",
    when="fallocate failed: Operation not supported",
    sure=0.9,
)
family.hint(
    "fallocate-space",
    "There is not that much space",
    "df -h .",
    when=("fallocate failed: No space", "fallocate failed: File too large"),
    sure=0.93,
)
family.hint(
    "size",
    "That is no size: write 10M, 2G",
    lambda f: (
        f.swap(w, re.sub(r"[A-Za-z]+$", "G", w.value))
        if (m := f.find(r"[Ii]nvalid number: [‘']([^’']+)")) and (w := f.word(m[1]))
        else ""
    ),
    when=("Invalid number", "failed to parse length", "invalid number"),
    sure=0.82,
)
family.quiet(
    "mountpoint", "mountpoint -q answers with its status", programs=("mountpoint",), sure=0.9
)
family.quiet(
    "blkid",
    "blkid: nothing known of that device",
    programs=("blkid", "findmnt"),
    status=(1, 2),
    unless=lambda f: bool(f.output.strip()),
    sure=0.8,
)


@family.rule(
    when="you might need a /sbin/mount.",
    says=r"you might need a /sbin/mount\.(?P<kind>\w+|<type>)",
)
def mount_helper(f: Failed) -> Advice:
    """mount.nfs or mount.cifs is not installed."""
    windows = f.find(r"cifs") and (f.has("-t") or "//" in f.text)
    package = "cifs-utils" if f["kind"] == "cifs" or (windows and "//" in f.text) else "nfs-common"
    return f.hint(
        "The program that mounts this is not installed",
        f.first(f.local.installer(package)),
        sure=0.93,
    )


family.hint(
    "no-such-uuid",
    "No disk has the UUID {id}, which /etc/fstab or the line names",
    "lsblk -f",
    lambda f: "sudo ${EDITOR:-vi} /etc/fstab",
    when="can't find UUID=",
    says=r"can't find (?P<id>UUID=\S+?)\.?$",
    sure=0.94,
)
