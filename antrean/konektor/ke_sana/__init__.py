"""To them: what happens to our bookings and patients becomes rows of theirs."""
