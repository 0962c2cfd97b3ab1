"""A session that can be asked about itself."""
