"""What keeps the repository, and is not installed."""
