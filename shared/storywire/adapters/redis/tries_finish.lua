-- Ends the tries that reach no further than before ARGV[1]. KEYS: the group's place.
local last = redis.call('HGET', KEYS[1], 'last')
if last and tonumber(last) < tonumber(ARGV[1]) then
  redis.call('DEL', KEYS[1])
end
