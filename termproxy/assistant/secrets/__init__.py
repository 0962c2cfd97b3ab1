"""Secrets, found and hidden."""
