"""Which classes of a jar can be started: Java's archives are zip files (JAR File Specification)."""

from __future__ import annotations

import zipfile

MOST_BYTES = 8 << 20  # of a jar that is read; one with all its libraries in it is larger
MOST_CLASSES = 200
MAIN = b"\x00\x04main", b"([Ljava/lang/String;)V"  # a method's name and descriptor, JVM spec 4.4


def mains(path: str) -> tuple[str, ...]:
    """The names ("com.acme.Main") of classes with a `main(String[])`; none where it cannot tell."""
    try:
        with zipfile.ZipFile(path) as jar:
            names = [n for n in jar.namelist() if n.endswith(".class") and "$" not in n]
            if len(names) > MOST_CLASSES or sum(i.file_size for i in jar.infolist()) > MOST_BYTES:
                return ()
            found = [n for n in names if all(map(jar.read(n).__contains__, MAIN))]
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError):
        return ()
    return tuple(name.removesuffix(".class").replace("/", ".") for name in found)
