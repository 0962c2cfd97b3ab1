"""One module per tool family; each is loaded, and its `Family` objects are the rules."""
