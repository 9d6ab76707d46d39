"""What the hospital tells BPJS."""
