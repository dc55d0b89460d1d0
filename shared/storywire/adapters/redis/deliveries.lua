-- Deliveries. KEYS[1] is the root of all keys here, which its hash tag keeps in one slot:
--   row:<id>             a delivery, a hash of FIELDS
--   pair:<sub>:<story>   the ids of a (subscription, story), by version
--   in:<state>:<sub>     the ids of a subscription in a TRACKED state, by due
--   due:<sub>            what may be claimed of it, as turn .. id, by due
--   heads                the first of each due:<sub>, as turn .. sub, by due; `head` has it by sub
--   stories:<sub>, subscriptions:<story>   which pairs there are
--   tried:<sub>          attempts, as turn .. id, by time; `attempt:<sub>` has them by id
--   tried                all attempts, as turn .. sub, newline, id, by time
--   turn                 counts what comes; a turn is 16 digits, so that names order by it
-- ARGV[1] is one of the operations below, what follows are its arguments. Instants are seconds as
-- text: they are passed on as they came, since Lua would round them.
local FIELDS = {
  'id', 'sub', 'story', 'version', 'state', 'due', 'tries', 'attempted', 'accepted', 'body', 'turn',
}
local TRACKED = {waiting = true, held = true, sending = true}
local REPLACEABLE = {waiting = true, held = true, failed = true, void = true}
local MAX_INHERITED_TRIES = 3
local PER_SUBSCRIPTION = 8
local AT_ONCE = 200
local call = redis.call

local function key(...)
  return table.concat({KEYS[1], ...}, ':')
end

local function next_turn()
  return string.format('%016d', call('INCR', key('turn')))
end

local function row_of(id)
  local values = call('HMGET', key('row', id), unpack(FIELDS))
  if not values[1] then
    return nil
  end
  local row = {}
  for i, name in ipairs(FIELDS) do
    row[name] = values[i]
  end
  return row
end

local function rows_of(sub, story)
  local rows = {}
  for i, id in ipairs(call('ZRANGE', key('pair', sub, story), 0, -1)) do
    rows[i] = row_of(id)
  end
  return rows
end

-- What differs whenever the standing of a pair does.
local function mark_of(rows)
  local parts = {}
  for i, row in ipairs(rows) do
    parts[i] = row.id .. '=' .. row.state .. row.attempted
  end
  return #rows .. ':' .. table.concat(parts, ',')
end

local function overtaken(seen, rows)
  return seen ~= '' and seen ~= mark_of(rows)
end

local function leave(row)
  if TRACKED[row.state] then
    call('ZREM', key('in', row.state, row.sub), row.id)
  end
end

local function move(row, state, due)
  leave(row)
  row.state, row.due = state, due
  call('HSET', key('row', row.id), 'state', state, 'due', due)
  if TRACKED[state] then
    call('ZADD', key('in', state, row.sub), due, row.id)
  end
end

local function remove(row)
  leave(row)
  call('ZREM', key('due', row.sub), row.turn .. row.id)
  call('ZREM', key('pair', row.sub, row.story), row.id)
  call('DEL', key('row', row.id))
end

local function set_head(sub)
  local first = call('ZRANGE', key('due', sub), 0, 0, 'WITHSCORES')
  local old = call('HGET', key('head'), sub)
  if old then
    call('ZREM', key('heads'), old)
  end
  if first[1] then
    local member = first[1]:sub(1, 16) .. sub
    call('ZADD', key('heads'), first[2], member)
    call('HSET', key('head'), sub, member)
  else
    call('HDEL', key('head'), sub)
  end
end

-- Makes the indexes say what the rows of a pair say: while one is in flight, no other may be.
local function settle(sub, story)
  local rows, in_flight = rows_of(sub, story), false
  for _, row in ipairs(rows) do
    in_flight = in_flight or row.state == 'sending'
  end
  for _, row in ipairs(rows) do
    if row.state == 'sending' or (row.state == 'waiting' and not in_flight) then
      call('ZADD', key('due', sub), row.due, row.turn .. row.id)
    else
      call('ZREM', key('due', sub), row.turn .. row.id)
    end
  end
  call(#rows > 0 and 'SADD' or 'SREM', key('stories', sub), story)
  call(#rows > 0 and 'SADD' or 'SREM', key('subscriptions', story), sub)
  set_head(sub)
end

-- Returns whether the pair went on since it was seen.
local function queue_one(id, sub, story, version, body, accepted, attempted, seen)
  if call('EXISTS', key('row', id)) == 1 then
    return false
  end
  local rows, due, tries = rows_of(sub, story), '0', 0
  if overtaken(seen, rows) then
    return true
  end
  for _, old in ipairs(rows) do
    if REPLACEABLE[old.state] then
      if old.state == 'waiting' then
        due, tries = old.due, math.min(tonumber(old.tries), MAX_INHERITED_TRIES)
      end
      attempted = old.attempted == '1' and '1' or attempted
      remove(old)
    end
  end
  call(
    'HSET', key('row', id), 'id', id, 'sub', sub, 'story', story, 'version', version, 'tries', tries,
    'attempted', attempted, 'accepted', accepted, 'body', body, 'turn', next_turn()
  )
  call('ZADD', key('pair', sub, story), version, id)
  move({id = id, sub = sub}, body == '' and 'void' or 'waiting', due)
  settle(sub, story)
  return false
end

local function keep_attempt(id, sub, at, attempt)
  local member = next_turn()
  local old = call('HGET', key('attempt', sub), id)
  if old then
    local turn = old:sub(1, 16)
    call('ZREM', key('tried', sub), turn .. id)
    call('ZREM', key('tried'), turn .. sub .. '\n' .. id)
  end
  call('HSET', key('attempt', sub), id, member .. attempt)
  call('ZADD', key('tried', sub), at, member .. id)
  call('ZADD', key('tried'), at, member .. sub .. '\n' .. id)
end

local function drop_attempts(members)
  for _, member in ipairs(members) do
    local sub, id = member:sub(17):match('^(.-)\n(.*)$')
    call('ZREM', key('tried'), member)
    call('ZREM', key('tried', sub), member:sub(1, 16) .. id)
    call('HDEL', key('attempt', sub), id)
  end
end

local operations = {}

-- (id, sub, story, version, body, accepted, attempted, seen)…. Returns the number overtaken.
function operations.queue(...)
  local all, count = {...}, 0
  for i = 1, #all, 8 do
    count = count + (queue_one(unpack(all, i, i + 7)) and 1 or 0)
  end
  return count
end

-- Returns (id, sub, story, version, body, accepted, tries, attempted)….
function operations.claim(now, till, limit)
  limit = tonumber(limit)
  local queues = {}
  for _, head in ipairs(call('ZRANGEBYSCORE', key('heads'), '-inf', now)) do
    local sub = head:sub(17)
    local free = PER_SUBSCRIPTION - call('ZCOUNT', key('in', 'sending', sub), '(' .. now, '+inf')
    if free > 0 and #queues < limit then
      table.insert(queues, call('ZRANGEBYSCORE', key('due', sub), '-inf', now, 'LIMIT', 0, free))
    end
  end
  local taken = {}
  for turn = 1, PER_SUBSCRIPTION do
    for _, queue in ipairs(queues) do
      local row = queue[turn] and #taken < limit and row_of(queue[turn]:sub(17))
      -- What was taken just now may have blocked another of its pair.
      if row and call('ZSCORE', key('due', row.sub), queue[turn]) then
        move(row, 'sending', till)
        settle(row.sub, row.story)
        table.insert(taken, row)
      end
    end
  end
  local found = {}
  for _, row in ipairs(taken) do
    for _, name in ipairs({'id', 'sub', 'story', 'version', 'body', 'accepted', 'tries', 'attempted'}) do
      table.insert(found, row[name])
    end
  end
  return found
end

-- Returns 1 if the pair went on since it was seen.
function operations.record(
  attempt_id, sub, story, at, attempt, oldest, id, version, state, due, newer_id, newer_body, seen
)
  if overtaken(seen, rows_of(sub, story)) then
    return 1
  end
  keep_attempt(attempt_id, sub, at, attempt)
  drop_attempts(call('ZRANGEBYSCORE', key('tried'), '-inf', '(' .. oldest, 'LIMIT', 0, AT_ONCE))
  if state == 'delivered' then
    for _, row in ipairs(rows_of(sub, story)) do
      if tonumber(row.version) < tonumber(version) then
        remove(row)
      end
    end
  end
  local row = row_of(id)
  if row and state == 'replaced' then
    remove(row)
    local newer = newer_id ~= '' and row_of(newer_id)
    if newer then
      local tries = math.min(tonumber(row.tries) + 1, MAX_INHERITED_TRIES)
      call('HSET', key('row', newer_id), 'body', newer_body, 'tries', tries, 'attempted', '1')
      move(newer, newer.state, due)
    end
  elseif row then
    call('HINCRBY', key('row', id), 'tries', state == 'delivered' and 0 or 1)
    call('HSET', key('row', id), 'attempted', '1')
    move(row, state, due)
  end
  settle(sub, story)
  return 0
end

-- Moves what is in one state to another, to be due at once if that is "waiting".
function operations.move(sub, old, new)
  for _, id in ipairs(call('ZRANGE', key('in', old, sub), 0, -1)) do
    local row = row_of(id)
    move(row, new, '0')
    settle(sub, row.story)
  end
end

-- Returns 1 if it is due now.
function operations.requeue(id)
  local row = row_of(id)
  if not row or row.state == 'sending' or row.state == 'void' then
    return 0
  end
  local newest = call('ZREVRANGE', key('pair', row.sub, row.story), 0, 0, 'WITHSCORES')
  if tonumber(newest[2]) > tonumber(row.version) then
    return 0
  end
  call('HSET', key('row', id), 'tries', 0)
  move(row, 'waiting', '0')
  settle(row.sub, row.story)
  return 1
end

-- Drops some of a subscription; returns 0 once nothing is left.
function operations.forget(sub)
  for _, story in ipairs(call('SRANDMEMBER', key('stories', sub), AT_ONCE)) do
    for _, row in ipairs(rows_of(sub, story)) do
      remove(row)
    end
    settle(sub, story)
  end
  local members = call('ZRANGE', key('tried', sub), 0, AT_ONCE - 1)
  for i, member in ipairs(members) do
    members[i] = member:sub(1, 16) .. sub .. '\n' .. member:sub(17)
  end
  drop_attempts(members)
  return call('SCARD', key('stories', sub)) + call('ZCARD', key('tried', sub))
end

-- Returns the mark, then (state, id, version, body, accepted, tries, attempted)…, by version.
function operations.standing(sub, story)
  local rows = rows_of(sub, story)
  local found = {mark_of(rows)}
  for _, row in ipairs(rows) do
    for _, name in ipairs({'state', 'id', 'version', 'body', 'accepted', 'tries', 'attempted'}) do
      table.insert(found, row[name])
    end
  end
  return found
end

-- Returns (sub, version, state, id, tries)….
function operations.of_story(story)
  local found = {}
  for _, sub in ipairs(call('SMEMBERS', key('subscriptions', story))) do
    for _, row in ipairs(rows_of(sub, story)) do
      for _, name in ipairs({'sub', 'version', 'state', 'id', 'tries'}) do
        table.insert(found, row[name])
      end
    end
  end
  return found
end

-- Returns the newest attempts, newest first.
function operations.attempts(sub, limit)
  local found = {}
  local members = call('ZREVRANGEBYSCORE', key('tried', sub), '+inf', '-inf', 'LIMIT', 0, limit)
  for i, member in ipairs(members) do
    found[i] = call('HGET', key('attempt', sub), member:sub(17)):sub(17)
  end
  return found
end

return operations[ARGV[1]](unpack(ARGV, 2))
