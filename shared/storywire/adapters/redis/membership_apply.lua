-- Applies what one micro-batch changed in one edition, if its writer is still the edition's.
-- KEYS: edition, terms, stories, horizons, touched, open, members, results, inputs, articles,
--   orders; then the members of each story that a member is in.
-- ARGV: epoch, steps ('' if the writer never loaded), kept; articles, stories, watermark, rival; the
--   terms as a JSON list of term, count, term, count, …; then five lists, each led by its count:
--   results (input, outputs), stories (id, story, horizon, touched, open: 1 or 0),
--   members (id, member, which of the further KEYS: from 1, number or '' if not attached),
--   articles (id, text or '' if it is gone), orders (id, order).
-- Returns {'fenced'}; {'earlier', steps, input, outputs, …} if an input has a result, which leaves
-- all as it is; or {'applied', steps}.
local EDITION, TERMS, STORIES, HORIZONS, TOUCHED, OPEN = unpack(KEYS, 1, 6)
local MEMBERS, RESULTS, INPUTS, ARTICLES, ORDERS = unpack(KEYS, 7, 11)
local FURTHER = 11
local CHUNK = 1000 -- Lua passes at most some 8000 arguments
local at = 9

local function items(width)
  local first, count = at + 1, tonumber(ARGV[at])
  at = first + count * width
  return first, at - 1
end

-- Calls `command` with the values of `list`, chunk by chunk.
local function in_chunks(command, key, list)
  for i = 1, #list, CHUNK do
    redis.call(command, key, unpack(list, i, math.min(i + CHUNK - 1, #list)))
  end
end

local epoch, steps = unpack(redis.call('HMGET', EDITION, 'epoch', 'steps'))
epoch, steps = epoch or '0', steps or '0'
if epoch ~= ARGV[1] then
  return {'fenced'}
end

local first, last = items(2)
local earlier = {'earlier', steps}
for i = first, last, 2 do
  local outputs = redis.call('HGET', RESULTS, ARGV[i])
  if outputs then
    table.insert(earlier, ARGV[i])
    table.insert(earlier, outputs)
  end
end
if #earlier > 2 then
  return earlier
end
if ARGV[2] ~= '' and ARGV[2] ~= steps then
  return {'fenced'}
end

steps = redis.call('HINCRBY', EDITION, 'steps', 1)
redis.call('HSET', EDITION, 'articles', ARGV[4], 'stories', ARGV[5], 'watermark', ARGV[6],
  'rival', ARGV[7])
in_chunks('HSET', TERMS, cjson.decode(ARGV[8]))

for i = first, last, 2 do
  redis.call('HSET', RESULTS, ARGV[i], ARGV[i + 1])
  redis.call('RPUSH', INPUTS, ARGV[i])
end
local over = redis.call('LLEN', INPUTS) - tonumber(ARGV[3])
if over > 0 then
  in_chunks('HDEL', RESULTS, redis.call('LPOP', INPUTS, over))
end

first, last = items(5)
for i = first, last, 5 do
  local id = ARGV[i]
  redis.call('HSET', STORIES, id, ARGV[i + 1])
  redis.call('ZADD', HORIZONS, ARGV[i + 2], id)
  redis.call('ZADD', TOUCHED, ARGV[i + 3], id)
  redis.call(ARGV[i + 4] == '1' and 'SADD' or 'SREM', OPEN, id)
end

first, last = items(4)
for i = first, last, 4 do
  redis.call('HSET', MEMBERS, ARGV[i], ARGV[i + 1])
  local key = KEYS[FURTHER + tonumber(ARGV[i + 2])]
  if ARGV[i + 3] == '' then
    redis.call('ZREM', key, ARGV[i])
  else
    redis.call('ZADD', key, ARGV[i + 3], ARGV[i])
  end
end

first, last = items(2)
for i = first, last, 2 do
  if ARGV[i + 1] == '' then
    redis.call('HDEL', ARTICLES, ARGV[i])
  else
    redis.call('HSET', ARTICLES, ARGV[i], ARGV[i + 1])
  end
end

first, last = items(2)
for i = first, last, 2 do
  redis.call('HSET', ORDERS, ARGV[i], ARGV[i + 1])
end
return {'applied', steps}
