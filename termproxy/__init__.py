"""A transparent terminal wrapper that explains failed commands."""

__version__ = "0.1.0"
