"""What moves events between the log and the processors."""
