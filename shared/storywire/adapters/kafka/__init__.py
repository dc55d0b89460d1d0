"""The event log on Kafka: topics, records, and how far consumer groups have read."""
