"""A VTE in a window, run by the system's Python: shows each frame, gives back cursor and text."""

import sys

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("Vte", "2.91")
from gi.repository import Gtk, Vte  # noqa: E402

cols, rows = int(sys.argv[1]), int(sys.argv[2])
terminal = Vte.Terminal()
terminal.set_size(cols, rows)
terminal.set_scrollback_lines(10_000)
window = Gtk.Window()
window.add(terminal)
window.show_all()
titles = []
terminal.connect("window-title-changed", lambda shown: titles.append(shown.get_window_title()))

number = 0
while head := sys.stdin.buffer.read(4):
    data = sys.stdin.buffer.read(int.from_bytes(head, "little"))
    number += 1
    terminal.feed(data + b"\x1b]2;%d\x07" % number)
    while titles[-1:] != [str(number)]:  # it is behind all that was to be drawn
        Gtk.main_iteration()
    x, y = terminal.get_cursor_position()
    top = int(terminal.get_vadjustment().get_upper()) - rows
    # Row by row: of several it joins those of one line.
    lines = [terminal.get_text_range(row, 0, row, cols, None)[0] for row in range(top, top + rows)]
    text = "\n".join(line.removesuffix("\n") for line in lines)
    answer = f"{y - top} {x}\n{text}".encode()
    sys.stdout.buffer.write(len(answer).to_bytes(4, "little") + answer)
    sys.stdout.buffer.flush()
