# ruff: noqa: E501
"""Shared libraries that the loader does not find, or finds too old."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed

loader = Family("libraries")

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
CUDA = r"lib(?:cud|cublas|cufft|curand|cusparse|cusolver|nccl|nvrtc|nvidia|nvinfer|cupti)"


@loader.rule(
    when="cannot open shared object file",
    says=r"(?:error while loading shared libraries: |ImportError: |OSError: |cannot load library '?|could not load \S+: )?(?P<lib>lib[\w+.-]+?\.so[\w.]*): cannot open shared object file",
    programs=(),
)
def shared_library(f: Failed) -> Advice | None:
    """A library that is missing, or not where the loader looks."""
    lib = f["lib"]
    stem = re.sub(r"(?:[.-][\d.]+)?\.so.*$", "", lib)
    if re.match(CUDA, stem):
        return _cuda(f, lib, stem)
    return (
        _in_a_folder_below(f, lib)
        or _old_openssl(f, lib, stem)
        or _in_this_folder(f, lib, stem)
        or _not_installed(f, lib, stem)
    )


def _cuda(f: Failed, lib: str, stem: str) -> Advice:
    """libcuda and libnvidia-* belong to the driver, the others to the toolkit."""
    title, known = f"CUDA's library {lib} is not found", f"ldconfig -p | grep {stem}"
    if stem.startswith("libcudnn") and f.program.startswith("python"):
        return f.hint(title, f.first("pip install nvidia-cudnn-cu12"), known, sure=0.92)
    if re.match(r"libcuda\b|libnvidia", stem):
        return f.hint(title, "nvidia-smi", known, why="The driver is not installed.", sure=0.9)
    return f.hint(
        title,
        "export LD_LIBRARY_PATH=/usr/local/cuda/lib64:$LD_LIBRARY_PATH",
        known,
        f.local.installer("nvidia-cuda-toolkit"),
        why="Not installed, another version, or not on the loader's path.",
        sure=0.9,
    )


def _in_a_folder_below(f: Failed, lib: str) -> Advice | None:
    found = f.local.elsewhere(lib)
    if not found:
        return None
    folder = found[0].rpartition("/")[0] or "."
    return f.hint(
        f"{lib} is in {folder}, where the loader does not look",
        f"LD_LIBRARY_PATH={folder if folder != '.' else '$PWD'} {f.text}",
        sure=0.94,
    )


def _old_openssl(f: Failed, lib: str, stem: str) -> Advice | None:
    """OpenSSL 1: no distribution of today has it."""
    one_one = stem in ("libssl", "libcrypto") and "1.1" in lib
    if not one_one and not lib.endswith("libssl.so.1.0.0"):
        return None
    return f.hint(
        f"The program wants the old OpenSSL ({lib})",
        "ldconfig -p | grep libssl",
        why="It was built for an older system: get a newer build, or install libssl1.1.",
        sure=0.86,
    )


def _in_this_folder(f: Failed, lib: str, stem: str) -> Advice | None:
    """The library itself, or another version of it, which a link may stand in for."""
    here = [n for n in f.local.entries() if n.startswith(stem + ".so")]
    if not here:
        return None
    run, ldd = f"LD_LIBRARY_PATH=$PWD {f.text}", f"ldd {f.command.words[0].raw}"
    if lib in here:
        return f.hint(f"{lib} is here, where the loader does not look", run, ldd, sure=0.94)
    return f.hint(
        f"{lib} is not there; another version is: {here[0]}",
        f"ln -s {here[0]} {lib} && {run}",
        ldd,
        sure=0.85,
    )


def _not_installed(f: Failed, lib: str, stem: str) -> Advice:
    plain = lib.split(".so")[0]
    names = (plain, stem, plain.rsplit("-", 1)[0])
    package = next((LIBRARIES[name] for name in names if name in LIBRARIES), "")
    program = f.command.words[0].raw if f.command.words else ""
    return f.hint(
        f"The library {lib} is not installed",
        f.local.installer(package) if package else f"apt-file search {lib}",
        f"ldd {program} | grep 'not found'"
        if program.startswith(("./", "/"))
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
