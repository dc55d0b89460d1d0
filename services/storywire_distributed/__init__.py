"""The services over Kafka and Redis, one a process: `python -m storywire_distributed ROLE`."""
