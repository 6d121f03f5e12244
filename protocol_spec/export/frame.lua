-- ---- one frame: header, body, tag, CRC, and what lies inside the body ---------------------------------------------------

local function header_field(make, name, en, zh, ...) return field(make, NAME .. "." .. name, ZH and zh or en, ...) end

local F = {
  magic = header_field(ProtoField.bytes, "magic", "Magic", "起始标识"),
  edition = header_field(ProtoField.uint8, "edition", "Edition", "版本号"),
  flags = header_field(ProtoField.uint8, "flags", "Flags", "标志", base.HEX),
  reserved = header_field(ProtoField.uint8, "flags.reserved", "Reserved", "保留位", base.HEX, nil, DECLARED.frame.reserved_flags),
  code = header_field(ProtoField.uint8, "code", "Message code", "消息码", base.HEX, MESSAGE_NAMES),
  sender = header_field(ProtoField.string, "sender", "Sender", "发送方"),
  terminal = header_field(ProtoField.string, "terminal", "Terminal", "终端编号"),
  sequence = header_field(ProtoField.uint16, "sequence", "Sequence", "流水号"),
  length = header_field(ProtoField.uint16, "length", "Body length", "消息体长度"),
  check = header_field(ProtoField.uint8, "check", "Header check", "帧头校验", base.HEX),
  check_holds = header_field(ProtoField.bool, "check.holds", "Header check holds", "帧头校验正确"),
  body = header_field(ProtoField.bytes, "body", "Body", "消息体"),
  rest = header_field(ProtoField.bytes, "rest", "Not read", "未解析"),
  tag = header_field(ProtoField.bytes, "tag", "Tag", "标签"),
  crc = header_field(ProtoField.uint16, "crc", "CRC-16", "CRC-16", base.HEX),
  crc_holds = header_field(ProtoField.bool, "crc.holds", "CRC holds", "CRC 正确"),
  noise = header_field(ProtoField.bytes, "noise", "Noise", "噪声"),
}
local FLAG_FIELDS = {}
for _, bit in ipairs(DECLARED.bits.Flag) do
  FLAG_FIELDS[#FLAG_FIELDS + 1] =
    field(ProtoField.bool, NAME .. ".flags." .. bit.name:lower(), bit.name .. " (" .. named(bit) .. ")", 8, nil, bit.value)
end

local ERROR, WARN = expert.severity.ERROR, expert.severity.WARN
local PROTOCOL, CHECKSUM = expert.group.PROTOCOL, expert.group.CHECKSUM
for name, entry in pairs({
  header_check = {"Header not believed (FRM-06)", CHECKSUM, ERROR},
  crc = {"Wrong CRC (FRM-08)", CHECKSUM, ERROR},
  length = {"The length is not true (FRM-12)", expert.group.MALFORMED, ERROR},
  noise = {"Noise between frames (FRM-11)", PROTOCOL, WARN},
  reserved_flags = {"Reserved flags set (FRM-03)", PROTOCOL, ERROR},
  response_flag = {"RESPONSE wrong for this message (FRM-04)", PROTOCOL, ERROR},
  backfill_flag = {"BACKFILL on what is no record (FRM-18)", PROTOCOL, ERROR},
  edition = {"Edition not known (FRM-02)", PROTOCOL, ERROR},
  unknown_code = {"Unknown message code (FRM-13)", expert.group.UNDECODED, WARN},
  wrong_direction = {"Message of the other side (FRM-15)", PROTOCOL, ERROR},
}) do
  EXPERTS[name] = expert_field(name, entry[1], entry[2], entry[3])
end

local function accuse(item, name, text) item:add_proto_expert_info(EXPERTS[name], text) end

local PLATFORM = 0x80

local function add_flags(tree, range, message)
  local item, flags = tree:add(F.flags, range), range:uint()
  for _, one in ipairs(FLAG_FIELDS) do item:add(one, range) end
  item:add(F.reserved, range)
  if band(flags, DECLARED.frame.reserved_flags) ~= 0 then
    accuse(item, "reserved_flags", ("flags %02X: bits 4 to 7 must be zero (FRM-03)"):format(flags))
  end
  if not message then return end
  local response = band(flags, FLAG.RESPONSE) ~= 0
  if response ~= message.response then
    accuse(item, "response_flag", ("%s with RESPONSE %s (FRM-04)"):format(message.name, response and "set" or "clear"))
  end
  if band(flags, FLAG.BACKFILL) ~= 0 and not message.backfill then
    accuse(item, "backfill_flag", message.name .. " holds no record, and BACKFILL is set (FRM-18)")
  end
end

-- The header; gives the message that its edition and code name, if any.
local function add_header(tree, tvb, at, pinfo)
  local edition, number = part(tvb, at, "edition"):uint(), part(tvb, at, "code"):uint()
  local known = edition == DECLARED.edition and BY_CODE[number] or nil
  tree:add(F.magic, part(tvb, at, "magic"))
  local item = tree:add(F.edition, part(tvb, at, "edition"))
  if edition ~= DECLARED.edition then accuse(item, "edition", ("edition %d is not known here (FRM-02)"):format(edition)) end
  add_flags(tree, part(tvb, at, "flags"), known and known.declared)
  item = tree:add(F.code, part(tvb, at, "code"))
  if edition == DECLARED.edition and not known then
    accuse(item, "unknown_code", ("code %02X is not declared (FRM-13)"):format(number))
  end
  local sender = number >= PLATFORM and "platform" or "terminal"
  tree:add(F.sender, part(tvb, at, "code"), sender):set_generated()
  local to, from = pinfo.dst_port == DECLARED.tcp_port, pinfo.src_port == DECLARED.tcp_port
  if to ~= from and (sender == "platform") ~= from then
    accuse(item, "wrong_direction", ("a message of the %s, sent by the other side (FRM-15)"):format(sender))
  end
  tree:add(F.terminal, part(tvb, at, "terminal"), part(tvb, at, "terminal"):bytes():tohex())
  tree:add(F.sequence, part(tvb, at, "sequence"))
  tree:add(F.length, part(tvb, at, "length"))
  local right, check = crc8(tvb(at, HEADER.check.offset):raw()), part(tvb, at, "check")
  item = tree:add(F.check, check)
  item:append_text(right == check:uint() and "" or (" (right is 0x%02x)"):format(right))
  item:add(F.check_holds, check, right == check:uint()):set_generated()
  return known
end

local function add_body(tree, tvb, at, stop, known, seen)
  if not known then
    if stop > at then tree:add(F.body, tvb(at, stop - at)) end
    return
  end
  local body = tree:add(known.body, tvb(at, stop - at))
  local finish, why, clause, where = known.read(body, tvb, at, stop, seen)
  if finish and finish < stop then
    finish, why, clause, where = nil, ("%d bytes after the last field"):format(stop - finish), "FRM-14", finish
  elseif finish and seen.trouble then
    finish, why, clause, where = nil, seen.trouble.why, seen.trouble.clause, stop
  end
  if not finish then
    local rest = where < stop and body:add(F.rest, tvb(where, stop - where)) or body
    accuse(rest, "malformed", ("%s (%s), byte %d of the body"):format(why, clause, where - at))
    seen.malformed = why
  end
end

local function title(tvb, at, known, seen)
  local said = known and known.declared.name or ("code 0x%02X"):format(part(tvb, at, "code"):uint())
  said = said .. " #" .. part(tvb, at, "sequence"):uint()
  if type(seen.answers) == "number" then said = said .. " answers #" .. seen.answers end
  for index = 1, math.min(2, #seen) do said = said .. " " .. seen[index] end
  return seen.malformed and said .. " [malformed]" or said
end

-- Header and body and tag from `at`; the body ends where there is nothing left but what a frame ends in (`ending` bytes).
local function add_inner(tree, tvb, at, stop, ending, pinfo)
  local seen, known = {}, add_header(tree, tvb, at, pinfo)
  local body = at + SIZES.header_size
  local secured = band(part(tvb, at, "flags"):uint(), FLAG.SECURED) ~= 0
  local finish = math.max(body, stop - ending - (secured and SIZES.tag_size or 0))
  add_body(tree, tvb, body, finish, known, seen)
  if secured and finish + SIZES.tag_size <= stop then tree:add(F.tag, tvb(finish, SIZES.tag_size)) end
  return title(tvb, at, known, seen)
end

local function add_crc(tree, tvb, at, stop)
  local range, covered = tvb(stop - SIZES.crc_size, SIZES.crc_size), tvb(at, stop - at - SIZES.crc_size):raw()
  local right, item = crc16(covered), tree:add(F.crc, range)
  item:add(F.crc_holds, range, right == range:uint()):set_generated()
  if right == range:uint() then return end
  item:append_text((" (right is 0x%04x)"):format(right))
  accuse(item, "crc", ("CRC is %04X, right is %04X (FRM-08)"):format(range:uint(), right))
  return "wrong CRC"
end

-- What a frame says in the packet list. A packet may hold several, and Wireshark may call several times for one packet.
local function announce(pinfo, said)
  local before = tostring(pinfo.cols.info)
  local separated = before ~= "" and before:sub(1, 1) ~= "("
  pinfo.cols.info:append((separated and "; " or "") .. said)
end

-- A frame whose header is believed, with `lie` saying what is wrong with its length.
local function add_frame(tree, tvb, at, stop, pinfo, lie)
  local item = tree:add(wtp, tvb(at, stop - at))
  local cut = lie and lie.cut
  local said = add_inner(item, tvb, at, stop, cut and 0 or SIZES.crc_size, pinfo)
  local wrong = not cut and add_crc(item, tvb, at, stop) or nil
  if lie then
    accuse(item, "length", lie.text)
    wrong = "length"
  end
  said = said .. (wrong and " [" .. wrong .. "]" or "")
  item:set_text(DECLARED.protocol .. " " .. said)
  announce(pinfo, said)
end

-- ---- inside a body: records of a batch, frames of an envelope, values of parameters ---------------------------------------

local current -- the packet, for what lies inside

function INSIDE.record(tvb, values, seen)
  local known, blob = BY_CODE[values.code], values.body
  if not known or not known.declared.record then
    seen.trouble = {why = ("%02X is not the code of a record"):format(values.code), clause = "BKF-06"}
  elseif blob then
    local inner = {}
    add_body(blob.item, tvb, blob.from, blob.to, known, inner)
    if inner.malformed then seen.trouble = {why = known.declared.name .. ": " .. inner.malformed, clause = "BKF-06"} end
  end
end

function INSIDE.frame(tvb, values, seen)
  local blob = values.frame
  local size, why = nil, "too short for a header"
  if blob and blob.to - blob.from >= SIZES.header_size then size, why = promised(tvb, blob.from) end
  if size and size - SIZES.crc_size ~= blob.to - blob.from then
    size, why = nil, ("%d bytes are carried, the header promises %d"):format(blob.to - blob.from, size - SIZES.crc_size)
  end
  if not size then
    seen.trouble = {why = "what is carried is no frame: " .. why, clause = "GWY-04"}
    return
  end
  local item = blob.item:add(wtp, tvb(blob.from, blob.to - blob.from))
  item:set_text(add_inner(item, tvb, blob.from, blob.to, 0, current))
end

function INSIDE.parameter(tvb, values)
  local known, blob = PARAMETERS[values.id], values.value
  if not known or not blob then return end
  blob.item:append_text(" (" .. known.declared.name .. ")")
  local finish, why = known.read(blob.item, tvb, blob.from, blob.to, {})
  if finish == blob.to then return end
  why = why or ("%d bytes too many"):format(blob.to - finish)
  accuse(blob.item, "malformed", ("%s: %s (PAR-03)"):format(known.declared.name, why))
end
