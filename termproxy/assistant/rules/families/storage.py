# ruff: noqa: E501
"""Disks: full, read-only, busy; mount, loop devices, swap, file systems."""

from __future__ import annotations

import os
import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

family = Family("disk", *listed("mount umount losetup swapon swapoff mkswap fallocate mkfs mkfs.ext4 mkfs.ext3 mkfs.xfs mkfs.vfat mkfs.btrfs mkfs.ntfs fsck fsck.ext4 fsck.ext3 fsck.vfat e2fsck resize2fs xfs_growfs lsblk blkid fdisk parted sgdisk cryptsetup dd df eject mountpoint zpool lvcreate lvextend pvcreate vgextend truncate tune2fs sshfs fusermount wipefs findmnt"))  # fmt: skip
full = Family("space")

TYPES = {
    "ntfs": "ntfs-3g", "exfat": "exfatprogs", "nfs": "nfs-common", "nfs4": "nfs-common", "cifs": "cifs-utils", "smbfs": "cifs-utils",
    "btrfs": "btrfs-progs", "xfs": "xfsprogs", "zfs": "zfsutils-linux", "fuse.sshfs": "sshfs", "vfat": "dosfstools", "hfsplus": "hfsprogs",
    "f2fs": "f2fs-tools", "davfs": "davfs2", "crypto_LUKS": "cryptsetup", "LVM2_member": "lvm2", "glusterfs": "glusterfs-client",
}  # fmt: skip
KNOWN_TYPES = listed(
    "ext4 ext3 ext2 xfs btrfs vfat exfat ntfs ntfs3 nfs nfs4 cifs tmpfs iso9660 squashfs overlay f2fs zfs udf"
)


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
    return f.hint(
        "The disk is full",
        "df -h",
        "du -xh --max-depth=1 . | sort -h | tail",
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


@family.rule(
    when="mount",
    says=r"mount: (?P<point>[^:\n]+): (?P<what>mount point does not exist|special device (?P<device>\S+) does not exist|can't find in /etc/fstab|(?:/dev/\S+ )?already mounted|must be superuser|unknown filesystem type '(?P<type>[^']+)'|wrong fs type|bad option|cannot mount (?P<ro>\S+) read-only|mount\(2\) system call failed: (?P<call>.+?)\.?$|failed to setup loop device|(?P<noloop>\S+) is not a block device|permission denied|block device required)",
)
def mount(f: Failed) -> Advice | None:
    """What mount(8) says."""
    point, what = f["point"], f["what"]
    if what.startswith("mount point"):
        near = f.local.near(point, folders=True)
        word = f.word(point)
        return f.hint(
            f"The folder {point} to mount on does not exist",
            f.first(f"sudo mkdir -p {point}"),
            *[f.swap(word, n) for n in near[:1] if word],
            sure=0.96,
        )
    if what.startswith("special device"):
        device = f["device"]
        near = f.local.near(device)
        word = f.word(device)
        if not device.startswith("/dev") and "=" not in device:
            return f.hint(
                f"There is no {device}",
                *[f.swap(word, n) for n in near if word],
                "lsblk -f",
                sure=0.93,
            )
        return f.hint(
            f"There is no device {device}",
            "lsblk -f",
            *[
                f.swap(word, n)
                for n in near[:2]
                if word and re.match(r"/dev/(sd|vd|nvme|hd|mmc)", n)
            ],
            why="lsblk lists the disks and what is on them.",
            sure=0.95,
        )
    if what.startswith("can't find"):
        remount = next(
            (
                w
                for w in f.command.words
                if nearest(w.value, ("remount,rw", "remount", "remount,ro"))
            ),
            None,
        )
        if remount and remount.value not in ("remount", "remount,rw"):
            return f.hint(
                f"{remount.value} is no option of mount",
                f.swap(remount, nearest(remount.value, ("remount,rw", "remount"))[0]),
                sure=0.93,
            )
        near = nearest(
            point,
            [
                line.split()[1]
                for line in f.local.text("/etc/fstab").splitlines()
                if len(line.split()) > 1 and line[0] != "#"
            ],
        )
        word = f.word(point)
        return f.hint(
            f"/etc/fstab says nothing of {point}",
            *[f.swap(word, n) for n in near if word],
            "lsblk -f",
            f.insert("/dev/<device>") if word else None,
            why="Name the device too: mount DEVICE FOLDER.",
            sure=0.92,
        )
    if "already mounted" in what:
        return f.hint(f"{point} is mounted already", f"findmnt {point}", sure=0.94)
    if f["type"]:
        kind = f["type"]
        near = nearest(kind, KNOWN_TYPES) if kind not in TYPES else []
        word = f.word(kind)
        return f.hint(
            f"The kernel does not know the file system {kind}",
            *[f.swap(word, n) for n in near if word],
            f.local.installer(TYPES[kind]) + f" && {f.text}" if kind in TYPES else None,
            "lsblk -f" if not near and kind not in TYPES else None,
            sure=0.94,
        )
    if what.startswith("wrong fs type"):
        helper = f.find(r"need (?:a )?/sbin/mount\.<type> helper|bad superblock on (?P<on>[^\s,]+)")
        network = next((w for w in f.operands if re.match(r"[\w.-]+:/|//", w.value)), None)
        if network:
            cifs = network.value.startswith("//")
            return f.hint(
                "The helper to mount a network share is not installed",
                f.first(f.local.installer("cifs-utils" if cifs else "nfs-common")),
                sure=0.93,
            )
        image = next((w.value for w in f.operands if f.local.is_file(w.value)), "")
        device = helper["on"] if helper and helper["on"] else ""
        return f.hint(
            "There is no file system that can be mounted, or it is damaged",
            f"file -s {image}" if image else "lsblk -f",
            f"sudo fsck {image or device}" if device or image else None,
            "sudo dmesg | tail",
            why="Look what is on it: an empty disk, a whole disk instead of a partition, or another type.",
            sure=0.9,
        )
    if f["call"] and "Operation not permitted" not in f["call"]:
        return f.hint(f"mount failed: {f['call']}", "sudo dmesg | tail", sure=0.82)
    if "loop device" in what:
        return f.hint("There is no loop device to be had", f.first("sudo modprobe loop"), sure=0.88)
    if f["noloop"]:
        return f.hint(
            f"{f['noloop']} is a file or folder, not a disk",
            f.insert("-o loop") if f.local.is_file(f["noloop"]) else f.insert("--bind"),
            sure=0.92,
        )
    if f.command.sudo or f.local.is_root:
        return f.hint(
            "It may not be mounted: a container without rights, or the server refuses",
            "id",
            "sudo dmesg | tail",
            sure=0.75,
        )
    return f.hint("Only root may mount", f.sudo(), sure=0.95)


@family.rule(
    when="umount",
    says=r"umount: (?P<point>[^:\n]+): (?P<what>target is busy|not mounted|no mount point specified|must be superuser|device is busy|umount failed: (?P<why>.+))|fusermount\S*: (?:failed to unmount|entry for) (?P<fuse>\S+?):? (?P<busy>Device or resource busy|not found)",
)
def umount(f: Failed) -> Advice:
    """Busy, or not mounted at all."""
    point, what = f["point"] or f["fuse"], f["what"] or f["busy"]
    if "busy" in what:
        inside = f.case.cwd.startswith(f.local.path(point))
        return f.hint(
            f"Something still uses {point}",
            f"cd / && {f.text}" if inside else None,
            f"sudo fuser -vm {point}",
            f"sudo umount -l {point}",
            why="A shell whose folder it is counts too.",
            sure=0.95,
        )
    if "superuser" in what or "permitted" in what:
        return f.hint("Only root may unmount that", f.sudo(), sure=0.96)
    near = f.local.near(point) if not f.local.exists(point) else []
    mounts = [
        line.split()[1]
        for line in f.local.text("/proc/mounts").splitlines()
        if len(line.split()) > 1
    ]
    near = nearest(point, mounts) or near
    word = f.word(point)
    return f.hint(
        f"{point} is not mounted",
        *[f.swap(word, n) for n in near if word and n in mounts],
        "findmnt",
        why=f"Did you mean {near[0]}?" if near else "",
        sure=0.94,
    )
