"""The notify service: tells subscribers what changed, by webhook, live stream and poll.

Reads `story-updated` (group `notify`; streams read the log by themselves). Alone writes
SubscriptionStore and DeliveryStore. Promises: webhooks at least once, in order per story, the
same `webhook-id` for the same (endpoint, story, version); a stream that is resumed by its event
id misses and repeats nothing, or says that it can't tell.
"""
