"""From them: what their screens register, change and finish becomes bookings, cancellations and tasks here."""
