-- ---- belief: what of a stream can be a frame, and what only looks like one ----------------------------------------------

local HEADER, SIZES = {}, DECLARED.frame.sizes
for _, part in ipairs(DECLARED.frame.header) do HEADER[part.name] = part end
local MAGIC = DECLARED.frame.magic:gsub("%x%x", function(byte) return string.char(tonumber(byte, 16)) end)
local FLAG = {}
for _, bit in ipairs(DECLARED.bits.Flag) do FLAG[bit.name] = bit.value end

-- Lua 5.2 has bit32, 5.4 has operators that 5.2 cannot read, and Wireshark brings bit.
local bitwise = bit32 or bit or load("return {bxor = function(a, b) return a ~ b end, band = function(a, b) return a & b end}")()
local bxor, band = bitwise.bxor, bitwise.band

local function checker(crc)
  local top, mask, shift = 2 ^ (crc.width - 1), 2 ^ crc.width, 2 ^ (crc.width - 8)
  local entries = {}
  for index = 0, 255 do
    local register = index * shift
    for _ = 1, 8 do
      local doubled = (register * 2) % mask
      register = register >= top and bxor(math.floor(doubled), crc.poly) or doubled
    end
    entries[index] = math.floor(register)
  end
  return function(bytes)
    local register = crc.init
    for at = 1, #bytes do
      local high = math.floor(register / shift)
      register = bxor(math.floor((register * 256) % mask), entries[bxor(high, bytes:byte(at))])
    end
    return register
  end
end

local crc8, crc16 = checker(DECLARED.frame.header_check), checker(DECLARED.frame.crc)

local function part(tvb, at, name) return tvb(at + HEADER[name].offset, HEADER[name].size) end

local function is_magic(tvb, at) return at + 2 <= tvb:len() and tvb(at, 2):raw() == MAGIC end

-- The size of the frame that begins here; nil and why where the header is not to be believed (FRM-05, FRM-06, FRM-07).
local function promised(tvb, at)
  if not is_magic(tvb, at) then return nil, "no magic" end
  local right, check = crc8(tvb(at, HEADER.check.offset):raw()), part(tvb, at, "check"):uint()
  if right ~= check then return nil, ("header check is %02X, right is %02X (FRM-06)"):format(check, right) end
  local length = part(tvb, at, "length"):uint()
  if length > SIZES.max_body then return nil, ("a body of %d bytes is over %d (FRM-07)"):format(length, SIZES.max_body) end
  if part(tvb, at, "terminal"):bytes():tohex():find("%a") then return nil, "the terminal id is not BCD (FRM-05)" end
  local secured = band(part(tvb, at, "flags"):uint(), FLAG.SECURED) ~= 0
  return SIZES.header_size + length + (secured and SIZES.tag_size or 0) + SIZES.crc_size
end

local function believed(tvb, at) return at + SIZES.header_size <= tvb:len() and promised(tvb, at) ~= nil end

local function crc_holds(tvb, at, stop)
  local covered = stop - at - SIZES.crc_size
  return covered >= SIZES.header_size and crc16(tvb(at, covered):raw()) == tvb(stop - SIZES.crc_size, SIZES.crc_size):uint()
end

-- Where the next frame may begin, from here on: a believed header, or the beginning of one at the very end.
local function next_start(tvb, from)
  local all = tvb:len()
  for at = from, all - 1 do
    if all - at < SIZES.header_size then
      local there = math.min(2, all - at)
      if tvb(at, there):raw() == MAGIC:sub(1, there) then return at end
    elseif is_magic(tvb, at) and promised(tvb, at) then
      return at
    end
  end
  return all
end

-- Where a frame whose length is not true really ends: before another believed header, or at `last`, if the CRC says so.
local function true_end(tvb, at, last)
  local furthest = math.min(tvb:len(), at + SIZES.max_frame)
  for stop = at + SIZES.header_size + SIZES.crc_size, furthest do
    if (stop == last or believed(tvb, stop)) and crc_holds(tvb, at, stop) then return stop end
  end
end

-- A good frame inside what another claims as its own: what a receiver finds when it begins again one byte further on.
local function good_inside(tvb, at, stop)
  for inner = at + 1, stop - 1 do
    if believed(tvb, inner) then
      local finish = inner + promised(tvb, inner)
      if finish <= tvb:len() and crc_holds(tvb, inner, finish) then return inner end
    end
  end
end
