-- Keeps what a step of ingest saw. KEYS: articles, names, editions.
-- ARGV: three lists, each led by its count: articles (id, revision, article), names (name, id),
-- editions (source, edition).
local at = 1

local function items(width)
  local first, count = at + 1, tonumber(ARGV[at])
  at = first + count * width
  return first, at - 1
end

local first, last = items(3)
for i = first, last, 3 do
  local kept = redis.call('HGET', KEYS[1], ARGV[i])
  if not kept or cjson.decode(kept)[3] <= tonumber(ARGV[i + 1]) then
    redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 2])
  end
end
first, last = items(2)
for i = first, last, 2 do
  local id = redis.call('HGET', KEYS[2], ARGV[i])
  if id ~= ARGV[i + 1] then
    redis.call('HSET', KEYS[2], ARGV[i], id and '' or ARGV[i + 1])
  end
end
first, last = items(2)
for i = first, last, 2 do
  redis.call('HSET', KEYS[3], ARGV[i], ARGV[i + 1])
end
