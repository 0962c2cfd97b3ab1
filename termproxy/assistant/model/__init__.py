"""The model: whom to ask, when, and what to make of the answer."""
