# An empty folder.
:
