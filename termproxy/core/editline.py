"""Is the edit line empty? Known exactly, or said to be unknown.

The first character of a line stands in the cell where the prompt ends. So the line is empty as
long as nothing was written there, and again once that cell was erased. What goes on to its right
or below does not matter: a right prompt, a menu.

A cell is told by its index in reading order from the region's first row: row * cols + column.
"""

from __future__ import annotations


class EditLine:
    """Fed by `core/region.py` with what happens to cells."""

    def __init__(self) -> None:
        self.start: int | None = None  # where the line begins; None while that is not known
        self.inked = True  # something may stand there
        # The prompt was drawn over since it was whole: a search, a question, or a redraw of it.
        self.overdrawn = False
        self._fresh = True
        self._drawn = False

    def prompt_ends(self, cell: int) -> None:
        """The shell says that the line begins here. fish says so before it draws its prompt."""
        if self._drawn:
            self.starts(cell)

    def starts(self, cell: int) -> None:
        """The prompt is drawn; what is typed will stand from `cell` on."""
        if self._fresh:
            self.inked = self._fresh = False
        elif cell != self.start:
            self.inked = True  # the prompt moved, and so may have what was typed
        self.start = cell
        self.overdrawn = False

    def wrote(self, cell: int, count: int) -> None:
        """`count` cells from `cell` on were written."""
        self._drawn = True
        if self.start is not None and cell <= self.start:
            self.overdrawn = self.overdrawn or cell < self.start
            self.inked = self.inked or self.start < cell + count

    def erased(self, cell: int, end: int) -> None:
        """The cells from `cell` on and before `end` are blank."""
        if self.start is not None and cell <= self.start < end:
            self.inked = False

    def shifted(self, cell: int) -> None:
        """From `cell` on, something was inserted or taken out."""
        if self.start is not None and cell <= self.start:
            self.inked = True

    def moved_up(self, cells: int) -> None:
        """The prompt is drawn anew, so many cells after the region's first."""
        self._drawn = False
        if self.start is not None:
            self.start -= cells
