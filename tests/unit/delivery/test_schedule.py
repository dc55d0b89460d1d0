"""Waits between tries, and giving up."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from storywire.domain.delivery.schedule import LONGEST_WAIT, RETRIES, is_hopeless, retry_wait
from storywire.testing import NOON

TRIES = st.integers(1, len(RETRIES))


@given(st.text(max_size=40), TRIES)
def test_each_wait_is_the_plans_within_a_fifth_and_always_the_same(delivery_id, tries):
    wait = retry_wait(delivery_id, tries)

    assert wait is not None
    assert abs(wait - RETRIES[tries - 1]) <= RETRIES[tries - 1] * 0.2
    assert wait == retry_wait(delivery_id, tries)


@given(st.text(max_size=40), TRIES, st.timedeltas(timedelta(days=-9), timedelta(days=400)))
def test_retry_after_only_lengthens_and_to_a_day_at_most(delivery_id, tries, asked):
    planned = retry_wait(delivery_id, tries)
    wait = retry_wait(delivery_id, tries, retry_after=asked)

    assert planned is not None
    assert wait == max(planned, min(asked, LONGEST_WAIT))


def test_waits_differ_between_deliveries():
    assert len({retry_wait(f"d{number}", 1) for number in range(50)}) > 40


def test_after_the_tenth_try_nothing_follows():
    assert retry_wait("d", 9) is not None
    assert retry_wait("d", 10) is None


def test_five_days_and_twenty_failures_are_both_needed():
    later = NOON + timedelta(days=5)

    assert is_hopeless(failing_since=NOON, failures=20, now=later)
    assert not is_hopeless(failing_since=NOON, failures=19, now=later)
    assert not is_hopeless(failing_since=NOON, failures=99, now=later - timedelta(seconds=1))
