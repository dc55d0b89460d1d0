-- Returns seq, document and the last step's outputs of a story; nothing where it is unknown.
-- KEYS: story, outputs.
local seq, document = unpack(redis.call('HMGET', KEYS[1], 'seq', 'document'))
if not seq then
  return {}
end
return {seq, document, redis.call('HGET', KEYS[2], seq)}
