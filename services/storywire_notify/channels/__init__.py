"""The channels by name: the table a subscription's `channel` is looked up in."""

from collections.abc import Mapping

from storywire_notify.channels.channel import ChannelFactory
from storywire_notify.channels.webhook import WebhookChannel

CHANNELS: Mapping[str, ChannelFactory] = {"webhook": WebhookChannel}
