"""What the wire counts and times, in one Prometheus registry a process."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """All series, made together so that their names are found in one place."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.handled = Counter(
            "storywire_events_handled_total",
            "Events a consumer group finished.",
            ("group", "topic"),
            registry=self.registry,
        )
        self.handling = Histogram(
            "storywire_batch_seconds",
            "Time to handle and commit one micro-batch.",
            ("group", "topic"),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.dead = Counter(
            "storywire_dead_letters_total",
            "Inputs that could not be handled.",
            ("group", "topic", "error"),
            registry=self.registry,
        )
        self.lag = Gauge(
            "storywire_lag_events",
            "Events a consumer group has not finished.",
            ("group", "topic"),
            registry=self.registry,
        )
        self.articles = Counter(
            "storywire_articles_total",
            "Articles offered to ingest.",
            ("outcome",),
            registry=self.registry,
        )
        self.polls = Counter(
            "storywire_source_polls_total",
            "Polls of sources.",
            ("outcome",),
            registry=self.registry,
        )
        self.attempts = Counter(
            "storywire_webhook_attempts_total",
            "Webhook requests sent.",
            ("outcome",),
            registry=self.registry,
        )
        self.streams = Gauge(
            "storywire_stream_connections",
            "Open live streams.",
            registry=self.registry,
        )
        self.latency = Histogram(
            "storywire_latency_seconds",
            "From an article's acceptance to the stage.",
            ("stage",),
            buckets=_SECONDS,
            registry=self.registry,
        )
