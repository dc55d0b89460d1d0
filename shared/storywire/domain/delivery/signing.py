"""Standard Webhooks 1.0, scheme v1: HMAC-SHA256 over `id.timestamp.body`, in base64.

Specification: https://github.com/standard-webhooks/standard-webhooks. Secrets are made elsewhere:
here is neither randomness nor a clock.
"""

import base64
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

PREFIX = "whsec_"
SECRET_BYTES = 32
OVERLAP = timedelta(hours=24)


def secret_of(key: bytes) -> str:
    """Return the text of a secret of 32 random bytes.

    Raises:
        ValueError: it has not 32 bytes.
    """
    if len(key) != SECRET_BYTES:
        raise ValueError(f"a secret has {SECRET_BYTES} bytes, not {len(key)}")
    return PREFIX + base64.b64encode(key).decode()


def sign(secrets: Sequence[str], message_id: str, timestamp: datetime, body: bytes) -> str:
    """Return the signature header: one signature per secret, in their order."""
    signed = b"%s.%d.%s" % (message_id.encode(), int(timestamp.timestamp()), body)
    return " ".join(f"v1,{_signature(secret, signed)}" for secret in secrets)


def signed_headers(
    secrets: Sequence[str], message_id: str, timestamp: datetime, body: bytes
) -> Mapping[str, str]:
    """Return the three headers that go with `body`."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(timestamp.timestamp())),
        "webhook-signature": sign(secrets, message_id, timestamp, body),
    }


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
