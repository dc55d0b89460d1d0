"""Who gets which update, when, and signed how."""
