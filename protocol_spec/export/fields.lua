-- ---- fields: what DECLARED says of a body, made into Wireshark's fields and into functions that read ---------------
--
-- A reader is called (tree, tvb, at, stop, seen) and gives where it ended; or nil, why, clause and where it could not
-- go on. `stop` is the end of the body, `seen` the plain values of the same body (or row) so far.

-- Not `wtp`: that is the Wireless Transaction Protocol of WAP, and Wireshark knows it.
local NAME = "wtp" .. DECLARED.edition
local wtp = Proto(NAME, DECLARED.protocol)
local wtp_fields, by_abbr = {}, {}

local function chinese(argument)
  local said = argument or os.getenv("WTP_LANG") or os.getenv("LC_ALL") or os.getenv("LC_MESSAGES") or os.getenv("LANG")
  return said ~= nil and said:lower():sub(1, 2) == "zh"
end

local ZH = chinese((...))

local function named(entry) return ZH and entry.zh or entry.en end

local function capital(text) return (text:gsub("^%l", string.upper)) end

-- One field of Wireshark; the same abbreviation twice is the same field.
local function field(make, abbr, ...)
  if not by_abbr[abbr] then
    by_abbr[abbr] = make(abbr, ...)
    wtp_fields[#wtp_fields + 1] = by_abbr[abbr]
  end
  return by_abbr[abbr]
end

local function expert_field(name, text, group, severity)
  return ProtoExpert.new(NAME .. ".expert." .. name, text, group, severity)
end

local EXPERTS = {
  implausible = expert_field("implausible", "Out of the plausible range (FRM-27)", expert.group.PROTOCOL, expert.severity.NOTE),
  malformed = expert_field("malformed", "Malformed body (FRM-14)", expert.group.MALFORMED, expert.severity.ERROR),
}

local UNSIGNED = {ProtoField.uint8, ProtoField.uint16, ProtoField.uint24, ProtoField.uint32, [8] = ProtoField.uint64}
local SIGNED = {ProtoField.int8, ProtoField.int16, ProtoField.int24, ProtoField.int32, [8] = ProtoField.int64}

local function short(need, what) return ("%s takes %d bytes, and the body ends"):format(what, need) end

-- Fixed-size forms share the test whether enough is left.
local function fixed(declared, read)
  local size = declared.size
  return function(tree, tvb, at, stop, seen)
    if stop - at < size then return nil, short(size, declared.name), "FRM-14", at end
    local why, clause = read(tree, tvb(at, size), seen)
    if why then return nil, why, clause or "FRM-14", at end
    return at + size
  end
end

-- ---- numbers --------------------------------------------------------------------------------------------------------

local MESSAGE_NAMES, BY_CODE = {}, {}
for _, message in ipairs(DECLARED.messages) do MESSAGE_NAMES[message.code] = message.name end

-- How many decimals a step has: one for 0.1, six for 1e-6.
local function decimals(step)
  local digits, size = 0, math.abs(step)
  while size < 1 and digits < 9 do digits, size = digits + 1, size * 10 + 1e-9 end
  return digits
end

local function measured(declared)
  local how = ("%%.%df %%s"):format(decimals(declared.step))
  return function(number) return how:format(number * declared.step, declared.dimension) end
end

local function sentinel(declared, number)
  if number == declared.absent then return ZH and "不可用" or "not available" end
  if number == declared.fault then return ZH and "传感器故障" or "sensor fault" end
end

local function event_meaning(declared, seen)
  local said = DECLARED.event_values[seen[declared.event] or ""]
  return said and (" (" .. named(said) .. ")") or ""
end

local function wide_integer(declared, abbr)
  local own = field(declared.signed and SIGNED[8] or UNSIGNED[8], abbr, capital(named(declared)), base.DEC)
  return fixed(declared, function(tree, range) tree:add(own, range) end)
end

local function integer(declared, abbr)
  if declared.size == 8 then return wide_integer(declared, abbr) end
  local title = capital(named(declared))
  local names = declared.means == "message" and MESSAGE_NAMES or nil
  local own = field((declared.signed and SIGNED or UNSIGNED)[declared.size], abbr, title, names and base.HEX or base.DEC, names)
  local say = declared.unit and measured(declared)
  local value = say and field(ProtoField.double, abbr .. ".value", title .. ", " .. declared.dimension)
  return fixed(declared, function(tree, range, seen)
    local number = declared.signed and range:int() or range:uint()
    local item, none = tree:add(own, range), sentinel(declared, number)
    seen[declared.name] = number
    if none then
      item:set_text(("%s: %s (%d)"):format(title, none, number))
    elseif say then
      item:set_text(("%s: %s (%d)"):format(title, say(number), number))
      item:add(value, range, number * declared.step):set_generated()
    elseif declared.event then
      item:append_text(event_meaning(declared, seen))
    end
    local low = not none and declared.low and number < declared.low
    local high = not none and declared.high and number > declared.high
    if low or high then
      local bound = ("%s %d (%s)"):format(low and "under" or "over", low and declared.low or declared.high, declared.range or "FRM-27")
      item:add_proto_expert_info(EXPERTS.implausible, ("%s: %d is %s"):format(title, number, bound))
    end
  end)
end

local function code(declared, abbr)
  local names, plain = {}, {}
  for _, member in ipairs(DECLARED.codes[declared.codes]) do
    names[member.value], plain[member.value] = member.name .. " (" .. named(member) .. ")", member.name
  end
  local own = field(UNSIGNED[declared.size], abbr, capital(named(declared)), base.DEC, names)
  return fixed(declared, function(tree, range, seen)
    local number = range:uint()
    tree:add(own, range)
    if not plain[number] then return ("%s: %d is not in %s"):format(declared.name, number, declared.codes) end
    seen[declared.name] = plain[number]
    seen[#seen + 1] = plain[number]
  end)
end

local function bits(declared, abbr)
  local own = field(UNSIGNED[declared.size], abbr, capital(named(declared)), base.HEX)
  local each = {}
  for _, bit in ipairs(DECLARED.bits[declared.bits]) do
    local name = bit.name .. " (" .. named(bit) .. ")"
    each[#each + 1] = field(ProtoField.bool, abbr .. "." .. bit.name:lower(), name, declared.size * 8, nil, bit.value)
  end
  return fixed(declared, function(tree, range)
    local item = tree:add(own, range)
    for _, one in ipairs(each) do item:add(one, range) end
  end)
end

-- ---- times, ids, bytes ----------------------------------------------------------------------------------------------

local function time(declared, abbr)
  local own = field(ProtoField.absolute_time, abbr, capital(named(declared)), base.UTC)
  return fixed(declared, function(tree, range)
    local seconds, millis = range(0, 4):uint(), range(4, 2):uint()
    tree:add(own, range, NSTime.new(seconds, (millis % 1000) * 1000000))
    if millis > 999 then return ("%s: %d milliseconds are more than 999"):format(declared.name, millis) end
  end)
end

local function terminal(declared, abbr)
  local own = field(ProtoField.string, abbr, capital(named(declared)))
  return fixed(declared, function(tree, range)
    local digits = range:bytes():tohex()
    tree:add(own, range, digits)
    if digits:find("%a") then return declared.name .. ": " .. digits .. " has a nibble that is no digit" end
  end)
end

local function octets(declared, abbr)
  local own = field(ProtoField.bytes, abbr, capital(named(declared)))
  return fixed(declared, function(tree, range) tree:add(own, range) end)
end

-- ---- what varies: a length or a count, and then so much -----------------------------------------------------------------

-- A body that ends too early is told before a limit that is passed, as a codec does that reads before it judges.

local function counted(declared, tvb, at, stop)
  if stop - at < declared.prefix then return nil, short(declared.prefix, declared.name), "FRM-14", at end
  return tvb(at, declared.prefix):uint()
end

local function over(declared, count, at, clause)
  if count <= declared.limit then return end
  return ("%s: %d are more than %d"):format(declared.name, count, declared.limit), clause, at
end

-- How many bytes stand after the length; or nil and what a reader says.
local function measured_out(declared, tvb, at, stop, clause)
  local count, why, which, where = counted(declared, tvb, at, stop)
  if not count then return nil, why, which, where end
  if stop - at - declared.prefix < count then return nil, short(count, declared.name), "FRM-14", at end
  why, which, where = over(declared, count, at, clause)
  if why then return nil, why, which, where end
  return count
end

-- Lua 5.2 has no utf8 library, and Wireshark 4.4 no Lua 5.2: so by hand. Gives the bad byte's place, from 0.
local function not_utf8(text)
  local at, size = 1, #text
  while at <= size do
    local a, b = text:byte(at, at + 1)
    local more = a < 0x80 and 0 or a >= 0xC2 and a < 0xE0 and 1 or a >= 0xE0 and a < 0xF0 and 2 or a >= 0xF0 and a < 0xF5 and 3
    local odd = b and ((a == 0xE0 and b < 0xA0) or (a == 0xED and b > 0x9F) or (a == 0xF0 and b < 0x90) or (a == 0xF4 and b > 0x8F))
    if not more or at + more > size or odd then return at - 1 end
    for next = at + 1, at + more do
      local continuation = text:byte(next)
      if continuation < 0x80 or continuation > 0xBF then return at - 1 end
    end
    at = at + more + 1
  end
end

local function text(declared, abbr)
  local own = field(ProtoField.string, abbr, capital(named(declared)))
  return function(tree, tvb, at, stop, seen)
    local size, why, clause, where = measured_out(declared, tvb, at, stop, "FRM-24")
    if not size then return nil, why, clause, where end
    local range, said = tvb(at, declared.prefix + size), ""
    if size > 0 then
      local bytes = tvb(at + declared.prefix, size)
      local bad = not_utf8(bytes:raw())
      said = bad and "0x" .. bytes:bytes():tohex() or bytes:string(ENC_UTF_8)
      if bad then
        tree:add(own, range, said)
        return nil, ("%s: not UTF-8 at byte %d"):format(declared.name, bad), "FRM-24", at
      end
    end
    tree:add(own, range, said)
    return at + declared.prefix + size
  end
end

local function blob(declared, abbr)
  local title = capital(named(declared))
  local own = field(ProtoField.bytes, abbr, title)
  local length = field(ProtoField.uint32, abbr .. ".length", title .. (ZH and "，字节数" or ", bytes"))
  return function(tree, tvb, at, stop, seen)
    local size, why, clause, where = measured_out(declared, tvb, at, stop, "FRM-25")
    if not size then return nil, why, clause, where end
    local start = at + declared.prefix
    tree:add(length, tvb(at, declared.prefix))
    if size > 0 then
      seen[declared.name] = {from = start, to = start + size, item = tree:add(own, tvb(start, size))}
    end
    return start + size
  end
end

local layout

-- What a row's blob holds is read where DECLARED says that it holds something; the readers are entered further down.
local INSIDE, NEVER_EMPTY = {}, {record = "BKF-06", frame = "GWY-04"}

local function list(declared, abbr)
  local title = capital(named(declared))
  local own = field(ProtoField.uint8, abbr, title)
  local row = field(ProtoField.none, abbr .. ".row", title)
  local read = layout(declared.rows.fields, abbr)
  return function(tree, tvb, at, stop, seen)
    local count, why, clause, where = counted(declared, tvb, at, stop)
    if not count then return nil, why, clause, where end
    local whole = tree:add(own, tvb(at, declared.prefix))
    local first = at
    at = at + declared.prefix
    for index = 0, count - 1 do
      local item, values = whole:add(row, tvb(at, 0)), {}
      item:set_text(("[%d]"):format(index))
      local next
      next, why, clause, where = read(item, tvb, at, stop, values)
      if not next then return nil, ("%s[%d]: %s"):format(declared.name, index, why), clause, where end
      item:set_len(next - at)
      if INSIDE[declared.holds] then INSIDE[declared.holds](tvb, values, seen) end
      at = next
    end
    whole:set_len(at - first)
    why, clause, where = over(declared, count, first, "FRM-26")
    if why then return nil, why, clause, where end
    if count == 0 and NEVER_EMPTY[declared.holds] then
      seen.trouble = {why = declared.name .. ": there are none", clause = NEVER_EMPTY[declared.holds]}
    end
    return at
  end
end

local FORMS = {
  int = integer, code = code, bits = bits, time = time, terminal = terminal,
  octets = octets, text = text, blob = blob, list = list,
}

function layout(fields, abbr)
  local readers = {}
  for _, declared in ipairs(fields) do
    local form = FORMS[declared.form]
    if not form then error("wtp1.lua: no form " .. declared.form .. " is known here; export it anew") end
    readers[#readers + 1] = form(declared, abbr .. "." .. declared.name)
  end
  return function(tree, tvb, at, stop, seen)
    for _, read in ipairs(readers) do
      local next, why, clause, where = read(tree, tvb, at, stop, seen)
      if not next then return nil, why, clause, where end
      at = next
    end
    return at
  end
end

for _, message in ipairs(DECLARED.messages) do
  local abbr = NAME .. "." .. message.name:lower()
  BY_CODE[message.code] = {
    declared = message,
    body = field(ProtoField.none, abbr, message.name .. " " .. message.zh),
    read = layout(message.fields, abbr),
  }
end

local PARAMETERS = {}
for _, parameter in ipairs(DECLARED.parameters) do
  parameter.range = "PAR-03"
  PARAMETERS[parameter.id] = {
    declared = parameter,
    read = FORMS[parameter.form](parameter, NAME .. ".parameter." .. parameter.name),
  }
end
