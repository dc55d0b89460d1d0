-- Counts one try at records. KEYS: the group's place. ARGV: first, last. Returns the tries at first.
local first, last, tries = unpack(redis.call('HMGET', KEYS[1], 'first', 'last', 'tries'))
local now = first == ARGV[1] and tonumber(tries) + 1 or 1
local reach = math.max(tonumber(last or ARGV[2]), tonumber(ARGV[2]))
redis.call('HSET', KEYS[1], 'first', ARGV[1], 'last', string.format('%d', reach), 'tries', now)
return now
