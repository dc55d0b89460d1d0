-- Keeps a token; another one of the same id or the same hash goes.
-- KEYS: tokens (by hash), ids (hash by id), revoked (instant by hash).
-- ARGV: id, hash, token, the instant it was revoked or ''.
local id, hash = ARGV[1], ARGV[2]
local earlier = redis.call('HGET', KEYS[2], id)
if earlier and earlier ~= hash then
  redis.call('HDEL', KEYS[1], earlier)
  redis.call('HDEL', KEYS[3], earlier)
end
local other = redis.call('HGET', KEYS[1], hash)
if other then
  redis.call('HDEL', KEYS[2], cjson.decode(other)[1])
end
redis.call('HSET', KEYS[1], hash, ARGV[3])
redis.call('HSET', KEYS[2], id, hash)
if ARGV[4] == '' then
  redis.call('HDEL', KEYS[3], hash)
else
  redis.call('HSET', KEYS[3], hash, ARGV[4])
end
