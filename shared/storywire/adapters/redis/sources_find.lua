-- Finds articles by id or other name. KEYS: articles, names. ARGV: names.
-- Returns for each the article, '' for a name that two articles have, or nil.
local found = {}
for i, name in ipairs(ARGV) do
  local article = redis.call('HGET', KEYS[1], name)
  if not article then
    local id = redis.call('HGET', KEYS[2], name)
    article = id and (id == '' and '' or redis.call('HGET', KEYS[1], id))
  end
  found[i] = article
end
return found
