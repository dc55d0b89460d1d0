"""What the wire counts and times, in one Prometheus registry a process."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """All series, made together so that their names are found in one place."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        by_group = ("group", "topic")
        self.handled = self._counter("events_handled", "Events a group finished.", *by_group)
        self.handling = self._histogram("batch_seconds", "Time for one micro-batch.", *by_group)
        self.dead = self._counter(
            "dead_letters", "Inputs that could not be handled.", *by_group, "error"
        )
        self.articles = self._counter("articles", "Articles offered to ingest.", "outcome")
        self.polls = self._counter("source_polls", "Polls of sources.", "outcome")
        self.attempts = self._counter("webhook_attempts", "Webhook requests sent.", "outcome")
        self.streams = Gauge(
            "storywire_stream_connections", "Open live streams.", registry=self.registry
        )
        self.lag = Gauge(
            "storywire_lag_events",
            "Events a group has to finish.",
            by_group,
            registry=self.registry,
        )
        self.latency = self._histogram(
            "latency_seconds", "From an article's acceptance to the stage.", "stage"
        )

    def _counter(self, name: str, says: str, *labels: str) -> Counter:
        return Counter(f"storywire_{name}_total", says, labels, registry=self.registry)

    def _histogram(self, name: str, says: str, *labels: str) -> Histogram:
        return Histogram(
            f"storywire_{name}", says, labels, buckets=_SECONDS, registry=self.registry
        )
