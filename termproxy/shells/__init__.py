"""Shell integration: the scripts for bash, zsh and fish, and how each gets into its shell."""
