-- Applies a step if the story is where the step begins.
-- KEYS: story, articles, outputs.
-- ARGV: before, document, kept, then three lists, each led by its count of items:
--   outputs (seq, outputs), articles (id, article), gone (id).
-- Returns {'applied'}; {'behind'} if the story lacks steps that this one builds on; or {'further',
-- seq, outputs, …}: those of the outputs that were kept when the step was first applied.
local before, kept = tonumber(ARGV[1]), tonumber(ARGV[3])
local at = 4

local function items(width)
  local first, count = at + 1, tonumber(ARGV[at])
  at = first + count * width
  return first, at - 1
end

local stands = tonumber(redis.call('HGET', KEYS[1], 'seq') or '0')
if stands < before then
  return {'behind'}
end
local first, last = items(2)
if stands > before then
  local found = {'further'}
  for i = first, last, 2 do
    local made = redis.call('HGET', KEYS[3], ARGV[i])
    if made then
      table.insert(found, ARGV[i])
      table.insert(found, made)
    end
  end
  return found
end

local seq = before + (last - first + 1) / 2
redis.call('HSET', KEYS[1], 'seq', string.format('%d', seq), 'document', ARGV[2])
for i = first, last, 2 do
  redis.call('HSET', KEYS[3], ARGV[i], ARGV[i + 1])
end
for old = math.max(1, before - kept + 1), seq - kept do
  redis.call('HDEL', KEYS[3], string.format('%d', old))
end
first, last = items(2)
for i = first, last, 2 do
  redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1])
end
first, last = items(1)
for i = first, last do
  redis.call('HDEL', KEYS[2], ARGV[i])
end
return {'applied'}
