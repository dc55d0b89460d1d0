"""What a story says: sentences, dates, facts, timeline, summary, changes."""
