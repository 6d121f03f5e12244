-- ---- many frames: in a stream, in a packet, in a payload; and where they are found ---------------------------------------

-- Bytes that are no frame. Where a whole header stands there that is not believed, it is shown, and why.
local function add_noise(tree, tvb, at, stop, pinfo)
  local size = stop - at
  local item = tree:add(wtp, tvb(at, size))
  if size >= SIZES.header_size and is_magic(tvb, at) then
    local _, why = promised(tvb, at)
    item:set_text(DECLARED.protocol .. " [header not believed]")
    add_header(item, tvb, at, pinfo)
    accuse(item, "header_check", why)
    announce(pinfo, "[header not believed]")
    local rest = at + SIZES.header_size
    if rest < stop then item:add(F.noise, tvb(rest, stop - rest)) end
    return
  end
  item:set_text(("%s [%d bytes of noise]"):format(DECLARED.protocol, size))
  item:add(F.noise, tvb(at, size))
  accuse(item, "noise", ("%d bytes between frames are none (FRM-11)"):format(size))
  announce(pinfo, ("[%d bytes of noise]"):format(size))
end

-- A believed header and not what it promised. Gives where to go on.
local function add_liar(tree, tvb, at, size, pinfo, last)
  local there, ending = tvb:len() - at, SIZES.header_size + SIZES.crc_size
  local stop, cut = true_end(tvb, at, last), false
  local secured = band(part(tvb, at, "flags"):uint(), FLAG.SECURED) ~= 0
  if not stop then
    cut = true
    stop = good_inside(tvb, at, math.min(at + size, tvb:len()))
  end
  if not stop and size <= there then
    add_frame(tree, tvb, at, at + size, pinfo)
    return at + size
  end
  stop = stop or tvb:len()
  local body = math.max(0, stop - at - (cut and SIZES.header_size or ending) - (secured and SIZES.tag_size or 0))
  local length = part(tvb, at, "length"):uint()
  local text = ("the header promises a body of %d bytes, %d are there (%+d)"):format(length, body, body - length)
  add_frame(tree, tvb, at, stop, pinfo, {text = text, cut = cut})
  return stop
end

-- `wait` is called with where an unfinished frame begins and how much of it is missing (nil: not known yet); false where
-- nothing more can come. `ends`: a frame may be taken to end where these bytes do, as in a packet; in a stream it may not.
local function dissect(tvb, pinfo, tree, wait, ends)
  current = pinfo
  pinfo.cols.protocol = "WTP"
  pinfo.cols.info:clear()
  local at, all = 0, tvb:len()
  while at < all do
    local start = next_start(tvb, at)
    if start > at then
      add_noise(tree, tvb, at, start, pinfo)
      at = start
    elseif all - at < SIZES.header_size then
      if wait and wait(at) then break end
      add_noise(tree, tvb, at, all, pinfo)
      at = all
    else
      local size = promised(tvb, at)
      if size <= all - at and crc_holds(tvb, at, at + size) then
        add_frame(tree, tvb, at, at + size, pinfo)
        at = at + size
      elseif size > all - at and wait and not true_end(tvb, at, ends and all) and wait(at, size - (all - at)) then
        break
      else
        at = add_liar(tree, tvb, at, size, pinfo, all)
      end
    end
  end
  pinfo.cols.info:fence()
  return all
end

-- ---- TCP: Wireshark joins the segments --------------------------------------------------------------------------------------

local function in_stream(tvb, pinfo, tree)
  local can_wait = pinfo.can_desegment > 0
  return dissect(tvb, pinfo, tree, can_wait and function(at, missing)
    pinfo.desegment_offset, pinfo.desegment_len = at, missing or DESEGMENT_ONE_MORE_SEGMENT
    return true
  end, not can_wait)
end

function wtp.dissector(tvb, pinfo, tree) return in_stream(tvb, pinfo, tree) end

DissectorTable.get("tcp.port"):add(DECLARED.tcp_port, wtp) -- and so it stands in Decode As

-- On another port: a stream whose first bytes are a believed header is one of ours, and stays so.
wtp:register_heuristic("tcp", function(tvb, pinfo, tree)
  if not believed(tvb, 0) then return false end
  pinfo.conversation = wtp
  in_stream(tvb, pinfo, tree) -- not by way of wtp.dissector: that is one dissector deeper, where nothing may wait
  return true
end)

-- ---- the trace of a run: a packet is what was sent at once, which a judge may do byte by byte -------------------------------

local packet = Proto(NAME .. "_packet", DECLARED.protocol .. " in a trace")
local interface = Field.new("frame.interface_id")
local pending, earlier = {}, {} -- by way: what waits for its end; by packet: what waited when it came

function packet.init() pending, earlier = {}, {} end

local function add_unfinished(tree, tvb, at, pinfo)
  local said = ("[%d bytes of a frame that goes on]"):format(tvb:len() - at)
  local item = tree:add(wtp, tvb(at))
  item:set_text(DECLARED.protocol .. " " .. said)
  announce(pinfo, said)
end

function packet.dissector(tvb, pinfo, tree)
  local way = tostring(interface()) .. " " .. tostring(pinfo.p2p_dir)
  if not pinfo.visited then earlier[pinfo.number], pending[way] = pending[way] or "", "" end
  local before = earlier[pinfo.number] or ""
  local bytes = before == "" and tvb or ByteArray.new(before .. tvb:raw(), true):tvb(DECLARED.protocol .. " joined")
  return dissect(bytes, pinfo, tree, function(at)
    if not pinfo.visited then pending[way] = bytes:raw(at) end
    add_unfinished(tree, bytes, at, pinfo)
    return true
  end, true)
end

DissectorTable.get("wtap_encap"):add((wtap_encaps or wtap).USER0, packet) -- interface 0 of trace.pcapng

-- ---- MQTT: one or more whole frames a payload (BND); Wireshark before 4.0 has no such list ------------------------------------

pcall(function()
  wtp:register_heuristic("mqtt.topic", function(tvb, pinfo, tree)
    if not believed(tvb, 0) then return false end
    dissect(tvb, pinfo, tree, nil, true)
    return true
  end)
end)

wtp.fields = wtp_fields
wtp.experts = EXPERTS
