# ruff: noqa: E501
"""The kernel's modules and settings: modprobe, insmod, rmmod, sysctl."""

from __future__ import annotations

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.world.wordlist import listed

modules = Family("kernel", *listed("modprobe insmod rmmod depmod sysctl dmesg dkms"))


@modules.rule(
    when=(
        "not found in directory",
        "not currently loaded",
        "is in use",
        "Key was rejected",
        "Exec format error",
        "No such file",
        "could not insert",
        "nvalid module format",
    ),
    says=r"Module (?P<name>\S+) not found in directory (?P<folder>\S+)|Module (?P<loaded>\S+) is not currently loaded|Module (?P<busy>\S+) is in use(?: by:? (?P<by>.+))?|Key was rejected by service|[Ii]nvalid module format|Exec format error|could not load module (?P<file>\S+): No such file",
)
def module(f: Failed) -> Advice | None:
    """modprobe, insmod, rmmod."""
    if f.program == "sysctl":
        return None
    if f["name"]:
        kernel = f["folder"].rsplit("/", 1)[-1]
        if not f.local.exists(f["folder"]):
            return f.hint(
                "The modules of the running kernel are gone: it was updated",
                "sudo reboot",
                "ls /lib/modules",
                why=f"{kernel} runs, and has no folder any more.",
                sure=0.93,
            )
        return f.hint(
            f"The kernel has no module {f['name']}",
            f"find /lib/modules/$(uname -r) -name '*{f['name'][:6]}*'",
            f.local.installer("linux-modules-extra-$(uname -r)")
            if f.local.distribution == "ubuntu"
            else None,
            "uname -r",
            sure=0.9,
        )
    if f["loaded"]:
        return f.hint(
            f"The module {f['loaded']} is not loaded", f"lsmod | grep {f['loaded'][:6]}", sure=0.93
        )
    if f["busy"]:
        users = f["by"].replace(",", " ").strip()
        return f.hint(
            f"The module {f['busy']} is in use",
            f"sudo modprobe -r {users} {f['busy']}" if users else f"lsmod | grep {f['busy']}",
            f"lsmod | grep {f['busy']}",
            sure=0.92,
        )
    if "Key was" in f[0]:
        return f.hint(
            "Secure Boot refuses the module: it is not signed",
            "mokutil --sb-state",
            "sudo mokutil --import /var/lib/shim-signed/mok/MOK.der",
            why="Sign it and enrol the key, or turn Secure Boot off.",
            sure=0.94,
        )
    if f["file"]:
        near = f.local.near(f["file"])
        word = f.word(f["file"])
        return f.hint(
            f"There is no file {f['file']}",
            *[f.swap(word, n) for n in near if word],
            f"sudo modprobe {f['file'].removesuffix('.ko')}",
            sure=0.92,
        )
    return f.hint(
        "The module was built for another kernel", "uname -r", "sudo dkms autoinstall", sure=0.9
    )


@modules.rule(
    when="/proc/sys/",
    says=r"cannot stat (?P<path>/proc/sys/(?P<key>\S+)): No such file",
    programs="sysctl",
)
def sysctl(f: Failed) -> Advice:
    """A mistyped key."""
    near = [p.removeprefix("/proc/sys/").replace("/", ".") for p in f.local.near(f["path"])]
    key = f["key"].replace("/", ".")
    word = next((w for w in f.operands if w.value.split("=")[0].replace("/", ".") == key), None)
    return f.hint(
        f"The kernel has no setting {key}",
        *[f.swap(word, word.value.replace(word.value.split("=")[0], n)) for n in near if word],
        f"sysctl -a | grep {key.split('.')[-1][:8]}",
        why=f"Did you mean {near[0]}?" if near else "",
        sure=0.95,
    )
