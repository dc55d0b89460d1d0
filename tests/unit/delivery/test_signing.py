"""Signatures, judged by the official libraries."""

from datetime import UTC, datetime, timedelta

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError
from svix.webhooks import Webhook as SvixWebhook
from svix.webhooks import WebhookVerificationError as SvixError

from storywire.domain.delivery.signing import secret_of, signed_headers

OLD, NEW = secret_of(b"o" * 32), secret_of(b"n" * 32)
BODY = '{"said": "Ærø – “ja”"}'.encode()


def now() -> datetime:
    return datetime.now(UTC)


@settings(max_examples=25)
@given(st.dictionaries(st.text(), st.text()), st.binary(min_size=32, max_size=32))
def test_any_json_under_any_secret_verifies(value, key):
    secret, body = secret_of(key), orjson.dumps(value)
    headers = dict(signed_headers([secret], "msg_1", now(), body))

    assert Webhook(secret).verify(body, headers) == value
    SvixWebhook(secret).verify(body, headers)


def test_while_rotating_both_secrets_verify_and_the_new_one_comes_first():
    headers = dict(signed_headers([NEW, OLD], "msg_1", now(), BODY))

    for secret in (OLD, NEW):
        Webhook(secret).verify(BODY, headers)
    alone = signed_headers([NEW], "msg_1", now(), BODY)["webhook-signature"]
    assert headers["webhook-signature"].split()[0] == alone


@pytest.mark.parametrize("seconds", [-301, 301])
def test_an_old_or_early_timestamp_is_refused(seconds):
    headers = dict(signed_headers([NEW], "msg_1", now() + timedelta(seconds=seconds), BODY))

    with pytest.raises(WebhookVerificationError):
        Webhook(NEW).verify(BODY, headers)
    with pytest.raises(SvixError):
        SvixWebhook(NEW).verify(BODY, headers)


@pytest.mark.parametrize(
    ("header", "value"), [("webhook-id", "msg_2"), ("webhook-timestamp", "now + 1")]
)
def test_id_and_timestamp_are_signed_too(header, value):
    at = now()
    headers = dict(signed_headers([NEW], "msg_1", at, BODY))
    wrong = str(int(at.timestamp()) + 1) if header == "webhook-timestamp" else value

    with pytest.raises(WebhookVerificationError):
        Webhook(NEW).verify(BODY, {**headers, header: wrong})


def test_another_secret_or_byte_does_not_verify():
    headers = dict(signed_headers([NEW], "msg_1", now(), BODY))

    with pytest.raises(WebhookVerificationError):
        Webhook(OLD).verify(BODY, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(NEW).verify(BODY.replace(b"said", b"Said"), headers)


def test_a_secret_has_32_bytes():
    with pytest.raises(ValueError, match="32 bytes"):
        secret_of(b"short")
