"""What is true on this machine: read, never run."""
