"""Well-known names of package registries, one a line: data for `world/registry.py`."""
