"""What gunicorn is given of ours: a worker that waits for slow clients without a thread, and logs as JSON lines."""
