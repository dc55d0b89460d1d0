-- Keeps how a poll went, if the source is there. KEYS: sources, polls. ARGV: id, poll.
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 then
  redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
end
