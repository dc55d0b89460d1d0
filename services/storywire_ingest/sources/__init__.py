"""What sources send: feeds in three formats, article pages, and lists of sources."""
