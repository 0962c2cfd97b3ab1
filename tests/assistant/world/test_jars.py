"""Which classes of a jar can be started."""

from __future__ import annotations

import zipfile
from pathlib import Path

from termproxy.assistant.world.jars import mains

STARTED = b"\xca\xfe\xba\xbe\x01\x00\x04main\x01\x00\x16([Ljava/lang/String;)V"


def test_the_classes_with_a_main(tmp_path: Path) -> None:
    jar = tmp_path / "shop.jar"
    with zipfile.ZipFile(jar, "w") as archive:
        archive.writestr("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\n")
        archive.writestr("com/acme/Cart.class", b"\xca\xfe\xba\xbe\x01\x00\x04maintain")
        archive.writestr("com/acme/Main.class", STARTED)
        archive.writestr("com/acme/Main$Inner.class", STARTED)
    assert mains(str(jar)) == ("com.acme.Main",)


def test_what_is_no_jar_has_none(tmp_path: Path) -> None:
    (tmp_path / "a.jar").write_bytes(b"PK\x03\x04 cut off")
    assert mains(str(tmp_path / "a.jar")) == ()
    assert mains(str(tmp_path / "none.jar")) == ()
    assert mains(str(tmp_path)) == ()
