"""What strangers wrote, made harmless; what commands may destroy."""
