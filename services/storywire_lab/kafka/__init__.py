"""A real Apache Kafka broker on loopback, for tests, benchmarks and fault injection."""
