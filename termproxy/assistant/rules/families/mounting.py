# ruff: noqa: E501
"""mount and umount."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.storage import family
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

TYPES = {
    "ntfs": "ntfs-3g", "exfat": "exfatprogs", "nfs": "nfs-common", "nfs4": "nfs-common", "cifs": "cifs-utils", "smbfs": "cifs-utils",
    "btrfs": "btrfs-progs", "xfs": "xfsprogs", "zfs": "zfsutils-linux", "fuse.sshfs": "sshfs", "vfat": "dosfstools", "hfsplus": "hfsprogs",
    "f2fs": "f2fs-tools", "davfs": "davfs2", "crypto_LUKS": "cryptsetup", "LVM2_member": "lvm2", "glusterfs": "glusterfs-client",
}  # fmt: skip
KNOWN_TYPES = listed(
    "ext4 ext3 ext2 xfs btrfs vfat exfat ntfs ntfs3 nfs nfs4 cifs tmpfs iso9660 squashfs overlay f2fs zfs udf"
)
REMOUNT = ("remount,rw", "remount", "remount,ro")


@family.rule(
    when="mount",
    says=r"mount: (?P<point>[^:\n]+): (?P<what>mount point does not exist|special device (?P<device>\S+) does not exist|can't find in /etc/fstab|(?:/dev/\S+ )?already mounted|must be superuser|unknown filesystem type '(?P<type>[^']+)'|wrong fs type|bad option|cannot mount (?P<ro>\S+) read-only|mount\(2\) system call failed: (?P<call>.+?)\.?$|failed to setup loop device|(?P<noloop>\S+) is not a block device|permission denied|block device required)",
)
def mount(f: Failed) -> Advice | None:
    """What mount(8) says."""
    point, what = f["point"], f["what"]
    if what.startswith("mount point"):
        return _no_point(f, point)
    if what.startswith("special device"):
        return _no_device(f, f["device"])
    if what.startswith("can't find"):
        return _not_an_option(f) or _not_in_fstab(f, point)
    if "already mounted" in what:
        return f.hint(f"{point} is mounted already", f"findmnt {point}", sure=0.94)
    if f["type"]:
        return _unknown_type(f, f["type"])
    if what.startswith("wrong fs type"):
        return _network_share(f) or _no_file_system(f)
    if f["call"] and "Operation not permitted" not in f["call"]:
        return f.hint(f"mount failed: {f['call']}", "sudo dmesg | tail", sure=0.82)
    if "loop device" in what:
        return f.hint("There is no loop device to be had", f.first("sudo modprobe loop"), sure=0.88)
    if f["noloop"]:
        return _no_block_device(f, f["noloop"])
    return _not_permitted(f)


def _no_point(f: Failed, point: str) -> Advice:
    near = f.local.near(point, folders=True)
    word = f.word(point)
    return f.hint(
        f"The folder {point} to mount on does not exist",
        f.first(f"sudo mkdir -p {point}"),
        *[f.swap(word, n) for n in near[:1] if word],
        sure=0.96,
    )


def _no_device(f: Failed, device: str) -> Advice:
    """A disk that is not there, or a file to be mounted (no /dev, no LABEL=) that is misspelt."""
    near = f.local.near(device)
    word = f.word(device)
    if not device.startswith("/dev") and "=" not in device:
        return f.hint(
            f"There is no {device}", *[f.swap(word, n) for n in near if word], "lsblk -f", sure=0.93
        )
    disks = [n for n in near[:2] if re.match(r"/dev/(sd|vd|nvme|hd|mmc)", n)]
    return f.hint(
        f"There is no device {device}",
        "lsblk -f",
        *[f.swap(word, n) for n in disks if word],
        why="lsblk lists the disks and what is on them.",
        sure=0.95,
    )


def _not_an_option(f: Failed) -> Advice | None:
    """`-o remout,rw`: without the option, mount looks into fstab."""
    word = next((w for w in f.command.words if nearest(w.value, REMOUNT)), None)
    if word is None or word.value in REMOUNT[:2]:
        return None
    return f.hint(
        f"{word.value} is no option of mount",
        f.swap(word, nearest(word.value, REMOUNT[:2])[0]),
        sure=0.93,
    )


def _not_in_fstab(f: Failed, point: str) -> Advice:
    rows = (line for line in f.local.text("/etc/fstab").splitlines() if line[:1] != "#")
    near = nearest(point, [row.split()[1] for row in rows if len(row.split()) > 1])
    word = f.word(point)
    return f.hint(
        f"/etc/fstab says nothing of {point}",
        *[f.swap(word, n) for n in near if word],
        "lsblk -f",
        f.insert("/dev/<device>") if word else None,
        why="Name the device too: mount DEVICE FOLDER.",
        sure=0.92,
    )


def _unknown_type(f: Failed, kind: str) -> Advice:
    """A file system that is misspelt, or whose tools are not installed."""
    near = nearest(kind, KNOWN_TYPES) if kind not in TYPES else []
    word = f.word(kind)
    return f.hint(
        f"The kernel does not know the file system {kind}",
        *[f.swap(word, n) for n in near if word],
        f.local.installer(TYPES[kind]) + f" && {f.text}" if kind in TYPES else None,
        "lsblk -f" if not near and kind not in TYPES else None,
        sure=0.94,
    )


def _network_share(f: Failed) -> Advice | None:
    """host:/path is NFS, //host/share is CIFS; each wants mount.<type>."""
    share = next((w for w in f.operands if re.match(r"[\w.-]+:/|//", w.value)), None)
    if share is None:
        return None
    cifs = share.value.startswith("//")
    return f.hint(
        "The helper to mount a network share is not installed",
        f.first(f.local.installer("cifs-utils" if cifs else "nfs-common")),
        sure=0.93,
    )


def _no_file_system(f: Failed) -> Advice:
    said = f.find(r"need (?:a )?/sbin/mount\.<type> helper|bad superblock on (?P<on>[^\s,]+)")
    image = next((w.value for w in f.operands if f.local.is_file(w.value)), "")
    device = said["on"] if said and said["on"] else ""
    return f.hint(
        "There is no file system that can be mounted, or it is damaged",
        f"file -s {image}" if image else "lsblk -f",
        f"sudo fsck {image or device}" if device or image else None,
        "sudo dmesg | tail",
        why="Look what is on it: an empty disk, a whole disk instead of a partition, or another type.",
        sure=0.9,
    )


def _no_block_device(f: Failed, path: str) -> Advice:
    return f.hint(
        f"{path} is a file or folder, not a disk",
        f.insert("-o loop") if f.local.is_file(path) else f.insert("--bind"),
        sure=0.92,
    )


def _not_permitted(f: Failed) -> Advice:
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
