-- Revokes a token in use. KEYS: ids, revoked. ARGV: id, instant. Returns 1 if there was one.
local hash = redis.call('HGET', KEYS[1], ARGV[1])
return hash and redis.call('HSETNX', KEYS[2], hash, ARGV[2]) or 0
