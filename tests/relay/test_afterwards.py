from __future__ import annotations

from termproxy.relay.afterwards import without_colours


def test_a_row_without_its_colours() -> None:
    row = "\x1b[36m▎ \x1b[0m\x1b[1mmake [build]\x1b[0m\x1b[2m  or\x1b[0m".encode()
    assert without_colours(row) == "▎ make [build]  or".encode()
    assert without_colours(b"plain m") == b"plain m"
