"""Whether their database is what this program takes it for, and lets it do what it must and no more."""
