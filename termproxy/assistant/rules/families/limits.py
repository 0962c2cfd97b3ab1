# ruff: noqa: E501
"""Limits and what lies below programs: open files, memory, signals, modules, libraries, the GPU."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

family = Family("limits")

loader = Family("libraries")
modules = Family("kernel", *listed("modprobe insmod rmmod depmod sysctl dmesg dkms"))

family.hint(
    "open-files",
    "The limit of open files is used up",
    lambda f: f.first("ulimit -n 65536"),
    "ulimit -n",
    "lsof -u $USER | wc -l",
    why="Raise it for this shell; permanently in /etc/security/limits.conf.",
    when=("Too many open files", "too many open files", "os error 24"),
    programs=(),
    sure=0.92,
)
family.hint(
    "open-files-system",
    "The whole system's limit of open files is used up",
    "sudo sysctl -w fs.file-max=2097152",
    "cat /proc/sys/fs/file-nr",
    when="Too many open files in system",
    programs=(),
    sure=0.95,
)
family.hint(
    "processes",
    "No more processes may be started: the limit is reached",
    "ulimit -u",
    "ps -u $USER --no-headers | wc -l",
    when=(
        "fork: retry: Resource temporarily unavailable",
        "fork: Resource temporarily unavailable",
        "can't start new thread",
        "pthread_create failed",
        "unable to create native thread",
        "Cannot fork",
        "fork failed: resource temporarily",
    ),
    programs=(),
    sure=0.92,
)
family.hint(
    "memory",
    "There is not enough memory",
    "free -h",
    "ps aux --sort=-%mem | head",
    when=(
        "Cannot allocate memory",
        "cannot allocate memory",
        "std::bad_alloc",
        "out of memory",
        "Out of memory",
        "virtual memory exhausted",
        "MemoryError",
        "memory exhausted",
    ),
    says=r"[Cc]annot allocate memory|std::bad_alloc|virtual memory exhausted|^MemoryError|memory exhausted|^(?:\S+: )?(?:fatal error: )?[Oo]ut of memory\b(?!.*(?:GPU|CUDA))",
    programs=(),
    sure=0.88,
)


@family.rule(
    when="cannot modify limit",
    says=r"ulimit: (?P<what>[\w ]+): cannot modify limit: (?P<why>.+)",
    programs=(),
)
def ulimit(f: Failed) -> Advice:
    """ulimit above the hard limit."""
    letter = next(
        (found[1] for found in re.finditer(r"(?<=ulimit) -[SH]?([a-zA-Z])\b", f.text)), "n"
    )
    item = {
        "n": "nofile",
        "u": "nproc",
        "f": "fsize",
        "v": "as",
        "l": "memlock",
        "s": "stack",
        "c": "core",
        "t": "cpu",
    }.get(letter, "nofile")
    value = next(
        (w.value for w in f.operands if w.value.isdigit() or w.value == "unlimited"), "65536"
    )
    return f.hint(
        "That is above the hard limit",
        f"ulimit -{letter} $(ulimit -H{letter})",
        f"echo '* hard {item} {value}' | sudo tee -a /etc/security/limits.conf",
        f"ulimit -H{letter}",
        why="Only root raises a hard limit: in /etc/security/limits.conf, then log in again.",
        sure=0.93,
    )


family.hint(
    "arguments",
    "The shell made too many file names of the pattern",
    lambda f: _many(f),
    when="Argument list too long",
    programs=(),
    sure=0.92,
    why="find and xargs hand them over in portions.",
)


def _many(f: Failed) -> str:
    glob = next((w for w in f.operands if re.search(r"[*?\[]", w.raw)), None)
    if glob is None:
        return ""
    folder, _, pattern = glob.raw.rpartition("/")
    find = f"find {folder or '.'} -maxdepth 1 -name '{pattern}'"
    flags = " ".join(w.raw for w in f.command.words[1:] if w.is_option)
    if f.program == "rm":
        return f"{find} -delete" if "r" not in flags else f"{find} -exec rm {flags} {{}} +"
    if f.program in ("mv", "cp") and len(f.operands) > 1 and f.operands[-1] != glob:
        return " ".join(f"{find} -exec {f.program} {flags} -t {f.operands[-1].raw} {{}} +".split())
    before = " ".join(w.raw for w in f.command.words if w.end <= glob.start)
    return f"{find} -exec {before} {{}} +"


@family.rule(
    when=(
        "no such process",
        "No such process",
        "invalid signal",
        "no such job",
        "arguments must be process or job IDs",
        "no process found",
        "unknown signal",
    ),
    says=r"\((?P<pid>\d+)\) - No such process|kill: (?:\()?(?P<signal>[\w-]+): invalid signal specification|kill: (?P<job>%\S+): no such job|(?P<name>\S+): arguments must be process or job IDs|^(?P<killall>\S+): no process found|unknown signal",
    programs=("kill", "pkill", "killall", "fg", "bg", "renice", "strace", "wait", "disown"),
)
def kill(f: Failed) -> Advice | None:
    """No such process, job or signal."""
    if f["pid"]:
        return f.hint(f"There is no process {f['pid']} any more", "ps aux", sure=0.88)
    if f["signal"]:
        near = nearest(
            f["signal"].upper().removeprefix("SIG"),
            listed("KILL TERM INT HUP QUIT STOP CONT USR1 USR2 ABRT ALRM PIPE TSTP WINCH"),
        )
        word = next(
            (
                w
                for w in f.command.words
                if w.value.lstrip("-").upper().endswith(f["signal"].lstrip("-").upper())
            ),
            None,
        )
        return f.hint(
            f"There is no signal {f['signal']}",
            *[f.swap(word, f"-{n}" if word.value[0] == "-" else n) for n in near if word],
            "kill -l",
            sure=0.94,
        )
    if f["job"]:
        return f.hint(f"There is no job {f['job']}", "jobs -l", sure=0.94)
    if f["name"]:
        return f.hint(
            "kill wants a number: pkill takes a name",
            f.rewrite(" ".join(["pkill", *(w.raw for w in f.command.words[1:])])),
            f"pgrep -a {f['name']}",
            sure=0.95,
        )
    if f["killall"]:
        return f.hint(
            f"No process is named {f['killall']}",
            f"pgrep -fa {f['killall']}",
            why="pgrep -f looks at whole command lines.",
            sure=0.9,
        )
    return None


# Ends by signal, beyond killed and segmentation fault.
for number, name, title, fix in (
    (134, "abort", "The program gave up itself (abort)", "coredumpctl debug"),
    (
        136,
        "fpe",
        "The program divided by zero (floating point exception)",
        "gdb -ex run -ex bt --args {line}",
    ),
    (
        132,
        "sigill",
        "The processor does not know an instruction of that program",
        "lscpu | grep -i flags",
    ),
    (135, "sigbus", "The program touched memory that is not there (bus error)", "df -h /dev/shm"),
):
    family.hint(
        name, title, fix, programs=(), status=number, sure=0.72,
        says=r"\A(?!(?:[\s\S]*(?:heap out of memory|terminate called|panicked|Assertion)))[\s\S]*(?:Aborted|Floating point exception|Illegal instruction|Bus error)",
        when=("Aborted", "Floating point exception", "Illegal instruction", "Bus error"),
    )  # fmt: skip
family.hint(
    "assertion",
    "An assertion of the program failed",
    lambda f: f"gdb -ex run -ex bt --args {f.text}" if not f.command.joint else "",
    why="It found itself in a state that must not be.",
    when="Assertion `",
    says=r"Assertion `[^']+' failed",
    programs=(),
    sure=0.72,
)


# Shared libraries.

LIBRARIES = {
    "libGL": "libgl1", "libgthread-2": "libglib2.0-0", "libglib-2": "libglib2.0-0", "libgobject-2": "libglib2.0-0", "libSM": "libsm6", "libXext": "libxext6", "libXrender": "libxrender1",
    "libX11": "libx11-6", "libxcb": "libxcb1", "libssl": "libssl3", "libcrypto": "libssl3", "libpq": "libpq5", "libmysqlclient": "libmysqlclient-dev",
    "libmariadb": "libmariadb3", "libffi": "libffi8", "libz": "zlib1g", "libbz2": "libbz2-1.0", "liblzma": "liblzma5", "libncurses": "libncurses6", "libncursesw": "libncursesw6",
    "libtinfo": "libtinfo6", "libreadline": "libreadline8", "libsqlite3": "libsqlite3-0", "libxml2": "libxml2", "libxslt": "libxslt1.1", "libcurl": "libcurl4", "libjpeg": "libjpeg62-turbo",
    "libpng16": "libpng16-16", "libtiff": "libtiff6", "libfreetype": "libfreetype6", "libfontconfig": "libfontconfig1", "libcairo": "libcairo2", "libpango-1": "libpango-1.0-0",
    "libgtk-3": "libgtk-3-0", "libgdk-3": "libgtk-3-0", "libnss3": "libnss3", "libnspr4": "libnspr4", "libatk-1": "libatk1.0-0", "libatk-bridge-2": "libatk-bridge2.0-0", "libgbm": "libgbm1", "libasound": "libasound2",
    "libdrm": "libdrm2", "libxkbcommon": "libxkbcommon0", "libXcomposite": "libxcomposite1", "libXdamage": "libxdamage1", "libXrandr": "libxrandr2", "libXfixes": "libxfixes3", "libcups": "libcups2",
    "libstdc++": "libstdc++6", "libgomp": "libgomp1", "libgfortran": "libgfortran5", "libopenblas": "libopenblas0", "libatomic": "libatomic1", "libuv": "libuv1", "libgdal": "libgdal32",
    "libfuse": "libfuse2", "libusb-1": "libusb-1.0-0", "libevent": "libevent-2.1-7", "libpython3": "libpython3-dev", "libzmq": "libzmq5", "libboost_system": "libboost-system-dev", "libprotobuf": "libprotobuf32",
    "libOpenCL": "ocl-icd-libopencl1", "libEGL": "libegl1", "libGLU": "libglu1-mesa", "libvulkan": "libvulkan1", "libdbus-1": "libdbus-1-3", "libodbc": "unixodbc", "libaio": "libaio1", "libmagic": "libmagic1",
    "libxmlsec1": "libxmlsec1", "libgeos_c": "libgeos-c1v5", "libsndfile": "libsndfile1", "libportaudio": "libportaudio2", "libavcodec": "libavcodec59", "libcap": "libcap2", "libXi": "libxi6", "libXtst": "libxtst6",
    "libwebkit2gtk-4": "libwebkit2gtk-4.0-37", "libnsl": "libnsl2", "libcrypt": "libcrypt1", "libjson-c": "libjson-c5", "libyaml-0": "libyaml-0-2", "libsecret-1": "libsecret-1-0", "libxss": "libxss1", "libXss": "libxss1",
}  # fmt: skip


@loader.rule(
    when="cannot open shared object file",
    says=r"(?:error while loading shared libraries: |ImportError: |OSError: |cannot load library '?|could not load \S+: )?(?P<lib>lib[\w+.-]+?\.so[\w.]*): cannot open shared object file",
    programs=(),
)
def shared_library(f: Failed) -> Advice | None:
    """A library that is missing, or not where the loader looks."""
    lib = f["lib"]
    stem = re.sub(r"(?:[.-][\d.]+)?\.so.*$", "", lib)
    plain = lib.split(".so")[0]
    if re.match(
        r"lib(?:cud|cublas|cufft|curand|cusparse|cusolver|nccl|nvrtc|nvidia|nvinfer|cupti)", stem
    ):
        driver = re.match(r"libcuda\b|libnvidia", stem)
        if stem.startswith("libcudnn") and f.program.startswith("python"):
            return f.hint(f"CUDA's library {lib} is not found", f.first("pip install nvidia-cudnn-cu12"),
                          f"ldconfig -p | grep {stem}", sure=0.92)  # fmt: skip
        return f.hint(
            f"CUDA's library {lib} is not found",
            "nvidia-smi"
            if driver
            else "export LD_LIBRARY_PATH=/usr/local/cuda/lib64:$LD_LIBRARY_PATH",
            f"ldconfig -p | grep {stem}",
            None if driver else f.local.installer("nvidia-cuda-toolkit"),
            why="The driver is not installed."
            if driver
            else "Not installed, another version, or not on the loader's path.",
            sure=0.9,
        )
    found = f.local.elsewhere(lib)
    if found:
        folder = found[0].rpartition("/")[0] or "."
        return f.hint(
            f"{lib} is in {folder}, where the loader does not look",
            f"LD_LIBRARY_PATH={folder if folder != '.' else '$PWD'} {f.text}",
            sure=0.94,
        )
    here = [n for n in f.local.entries() if n.startswith(stem + ".so")]
    package = LIBRARIES.get(plain) or LIBRARIES.get(stem) or LIBRARIES.get(plain.rsplit("-", 1)[0])
    if (stem in ("libssl", "libcrypto") and "1.1" in lib) or lib.endswith("libssl.so.1.0.0"):
        return f.hint(
            f"The program wants the old OpenSSL ({lib})",
            "ldconfig -p | grep libssl",
            why="It was built for an older system: get a newer build, or install libssl1.1.",
            sure=0.86,
        )
    if lib in here:
        return f.hint(
            f"{lib} is here, where the loader does not look",
            f"LD_LIBRARY_PATH=$PWD {f.text}",
            f"ldd {f.command.words[0].raw}",
            sure=0.94,
        )
    if here:
        return f.hint(
            f"{lib} is not there; another version is: {here[0]}",
            f"ln -s {here[0]} {lib} && LD_LIBRARY_PATH=$PWD {f.text}",
            f"ldd {f.command.words[0].raw}",
            sure=0.85,
        )
    return f.hint(
        f"The library {lib} is not installed",
        f.local.installer(package) if package else None,
        f"apt-file search {lib}" if not package else None,
        f"ldd {f.command.words[0].raw} | grep 'not found'"
        if f.command.words and f.command.words[0].raw.startswith(("./", "/"))
        else f"ldconfig -p | grep {stem}",
        "sudo ldconfig",
        why="If it is installed already, sudo ldconfig makes the loader see it.",
        sure=0.92 if package else 0.85,
        verified=bool(package),
    )


loader.hint(
    "glibc",
    "The program was built for a newer system: its C library is newer than yours",
    "ldd --version",
    "cat /etc/os-release",
    why="Get a build for your release, build it here, or upgrade the system.",
    when=("version `GLIBC_", "version 'GLIBC_"),
    programs=(),
    sure=0.9,
)
loader.hint(
    "glibcxx",
    "The program wants a newer C++ library",
    lambda f: f.local.installer("libstdc++6"),
    "strings $(g++ -print-file-name=libstdc++.so.6) | grep GLIBCXX | tail -3",
    lambda f: "conda install -c conda-forge libstdcxx-ng" if "conda" in f.output else "",
    when=("version `GLIBCXX_", "version `CXXABI_"),
    programs=(),
    sure=0.88,
)


# Kernel modules and settings.


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


family.hint(
    "inotify-instances",
    "The kernel limit of inotify instances is used up",
    "echo fs.inotify.max_user_instances=512 | sudo tee -a /etc/sysctl.conf && sudo sysctl -p",
    "sudo sysctl fs.inotify.max_user_instances=512",
    when=("inotify cannot be used", "inotify_init", "inotify instance"),
    says=r"inotify.*(?:Too many open files|instances)",
    programs=(),
    sure=0.96,
)
