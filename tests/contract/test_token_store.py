"""What a token store promises, on every adapter."""

from datetime import timedelta
from typing import Any

import pytest
from tests.redis_server import BOTH

from storywire.adapters.redis.tokens import RedisTokenStore
from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.tokens import SqliteTokenStore
from storywire.ports.tokens import Token, TokenStore
from storywire.testing import NOON


def a_token(token_id: str = "tok-1", **fields: Any) -> Token:
    values: dict[str, Any] = {"sha256": f"hash of {token_id}", "scopes": ("publish",)}
    return Token(token_id, **{**values, "name": "desk", "created_at": NOON, **fields})


class TestTokenStore:
    """Runs on every token store."""

    @pytest.fixture(params=BOTH)
    def tokens(self, request) -> TokenStore:
        if request.param == "redis":
            return RedisTokenStore(request.getfixturevalue("redis"))
        return SqliteTokenStore(Database(":memory:"))

    async def test_a_token_is_found_by_the_hash_of_its_secret(self, tokens):
        await tokens.add(a_token())

        assert await tokens.find("hash of tok-1") == a_token()
        assert await tokens.find("another") is None

    async def test_a_revoked_token_is_known_and_allows_nothing(self, tokens):
        await tokens.add(a_token(scopes=("admin",)))

        assert await tokens.revoke("tok-1", at=NOON) is True
        assert await tokens.revoke("tok-1", at=NOON) is False

        token = await tokens.find("hash of tok-1")
        assert token.revoked_at == NOON
        assert not token.allows("admin")

    async def test_revoking_what_is_not_there_says_so(self, tokens):
        assert await tokens.revoke("tok-9", at=NOON) is False

    async def test_all_tokens_are_listed_oldest_first(self, tokens):
        await tokens.add(a_token("tok-2", created_at=NOON + timedelta(hours=1)))
        await tokens.add(a_token("tok-1"))

        assert [token.token_id for token in await tokens.all()] == ["tok-1", "tok-2"]

    async def test_adding_the_same_token_again_changes_nothing(self, tokens):
        await tokens.add(a_token())
        await tokens.add(a_token())

        assert list(await tokens.all()) == [a_token()]

    async def test_a_replaced_token_is_found_by_its_new_hash_only(self, tokens):
        await tokens.add(a_token(revoked_at=NOON))
        await tokens.add(a_token(sha256="new"))

        assert list(await tokens.all()) == [a_token(sha256="new")]
        assert await tokens.find("hash of tok-1") is None

    async def test_one_hash_is_one_token(self, tokens):
        await tokens.add(a_token("tok-1", sha256="same"))
        await tokens.add(a_token("tok-2", sha256="same"))

        assert list(await tokens.all()) == [a_token("tok-2", sha256="same")]
        assert await tokens.revoke("tok-1", at=NOON) is False


def test_admin_may_do_everything_and_others_what_they_were_given():
    assert a_token(scopes=("admin",)).allows("publish")
    assert a_token(scopes=("publish",)).allows("publish")
    assert not a_token(scopes=("publish",)).allows("edit")
