/**
 * The second part of a Wireshark dissector that is the same for every dialect, in Lua: fields and what lies inside them,
 * messages, frames, and how frames are put together from packets.
 *
 * What is malformed is said at its place, and a message is gone no further into; the fields after one whose inside alone is
 * malformed, and the next frame, are looked at all the same.
 */

export const LUA_MESSAGES = String.raw`
local dissect_inside

--- Calls a function with c and what follows; says at an item what it finds malformed, and gives that.
local function attempt(c, item, work, ...)
  local fine, fault = pcall(work, c, ...)
  if fine then return nil end
  if type(fault) ~= "table" then error(fault, 0) end
  item:add_tvb_expert_info(malformed, c.tvb(math.min(fault.at, #c.raw - 1), 1), fault.what)
  return fault.what
end

--- Adds bytes in hexadecimal.
local function add_bytes(c, field, tree, at, count, stop, what)
  local text = hex_of(bytes_at(c, at, count, stop, what))
  return tree:add(field, c.tvb(at, count), text)
end

local function dissect_field(c, at, stop, f, tree)
  local from, units = at, f.units
  if f.prefix then units, at = length_at(c, at, stop, f) end
  local size = wire_bytes(f, units)
  local bytes = bytes_at(c, at, size, stop, "F" .. f.path)
  local text = text_of(f, bytes, units, at)
  local item, value = add_value(c, f, tree, from, at, size, text)
  if f.inside and units > 0 and (proto.prefs.secrets or not f.secret) then
    if f.form == "hex" then -- what lies inside lies in the bytes that the text stands for
      local inner = ByteArray.new(text):tvb("F" .. f.path)
      attempt({ tvb = inner, raw = inner:raw() }, item, dissect_inside, 0, units, f, item, text)
    else
      attempt(c, item, dissect_inside, at, at + size, f, item, text)
    end
  end
  return at + size, value
end

--- The bits that are set, as numbers from 1, and the bitmap in hexadecimal.
local function bits_at(c, at, stop, encoding, count)
  local size = encoding == "binary" and count or 2 * count
  local bytes = bytes_at(c, at, size, stop, "a bitmap")
  local text = encoding == "binary" and hex_of(bytes) or hex_text(bytes, encoding)
  if not text then stop_at(at, "a bitmap is no hexadecimal text") end
  local bits = {}
  for i = 1, #text do
    local nibble = tonumber(string.sub(text, i, i), 16)
    for bit = 1, 4 do
      if math.floor(nibble / 2 ^ (4 - bit)) % 2 == 1 then bits[#bits + 1] = 4 * (i - 1) + bit end
    end
  end
  return bits, text, at + size
end

-- What lies inside a value.

local function dissect_bits(c, at, stop, bits, fields, path, tree)
  local values = {}
  for _, number in ipairs(bits) do
    local f = fields.by_number[tostring(number)]
    if not f then stop_at(at, "F" .. path .. number .. " is not in this dialect") end
    at, values[number] = dissect_field(c, at, stop, f, tree)
  end
  return at, values
end

local function dissect_objects(c, at, stop, tree, depth)
  while at < stop do
    local from, first = at, string.byte(c.raw, at + 1)
    at = at + 1
    if first ~= 0 then -- padding between objects
      if first % 32 == 31 then
        local more
        repeat
          more = string.byte(bytes_at(c, at, 1, stop, "a tag"))
          at = at + 1
        until more < 128 or at - from == 4
      end
      local tag = hex_of(string.sub(c.raw, from + 1, at))
      local size = string.byte(bytes_at(c, at, 1, stop, "the length of " .. tag))
      at = at + 1
      if size > 128 and size <= 132 then
        local bytes = bytes_at(c, at, size - 128, stop, "the length of " .. tag)
        at, size = at + #bytes, number_in(bytes, "binary")
      elseif size > 127 then
        stop_at(at, "the length of " .. tag .. " is impossible")
      end
      local text = hex_of(bytes_at(c, at, size, stop, tag))
      local object = dialect.objects[tag]
      local range = c.tvb(from, at + size - from)
      if math.floor(first / 32) % 2 == 1 and depth > 0 then
        local item = object and tree:add(object.field, range, "") or tree:add(shown_object, range, tag)
        dissect_objects(c, at, at + size, item, depth - 1)
      elseif object then
        tree:add(object.field, range, visible_object(object, text))
      else
        tree:add(shown_object, range, tag .. " " .. visible_object(nil, text))
      end
      at = at + size
    end
  end
end

--- Slices of the digits or characters of a value.
local function dissect_slices(c, at, stop, f, tree, text)
  local before = 0
  for _, slice in ipairs(f.inside.fields) do
    local piece = string.sub(text, before + 1, before + slice.units)
    if piece == "" then return end
    local from, to = at + before, at + before + #piece
    if f.form == "packed" then
      local pad = not f.left and #text % 2 or 0
      from, to = at + math.floor((before + pad) / 2), at + math.floor((before + pad + #piece + 1) / 2)
    end
    slice.form = f.form
    add_value(c, slice, tree, from, from, to - from, piece)
    before = before + slice.units
  end
end

local function dissect_tagged(c, at, stop, f, tree)
  local inside = f.inside
  while at < stop do
    local from = at
    local size = wire_bytes(inside.tag, inside.tag.units)
    local tag = text_of(inside.tag, bytes_at(c, at, size, stop, "a tag in F" .. f.path), inside.tag.units, at)
    local known = inside.fields.by_number[tag]
    local other = inside.other
    other.path, other.field = f.path .. "." .. tag, shown_tag
    local item = known and tree or tree:add(shown_tag, c.tvb(from, size), tag)
    at = (dissect_field(c, at + size, stop, known or other, item))
  end
end

function dissect_inside(c, at, stop, f, tree, text)
  local inside = f.inside
  if inside.kind == "slices" then return dissect_slices(c, at, stop, f, tree, text) end
  if inside.kind == "objects" then return dissect_objects(c, at, stop, tree, 8) end
  if inside.kind == "tagged" then return dissect_tagged(c, at, stop, f, tree) end
  if inside.kind == "bitmap" then
    local bits, _, after = bits_at(c, at + inside.header, stop, inside.encoding, inside.bytes)
    return dissect_bits(c, after, stop, bits, inside.fields, f.path .. ".", tree)
  end
  for _, part in ipairs(inside.fields) do
    if at >= stop then return end
    at = dissect_field(c, at, stop, part, tree)
  end
end

-- Messages and frames.

local function dissect_bitmaps(c, at, stop, tree)
  local present, from, texts, announced = {}, at, "", true
  for index, encoding in ipairs(dialect.bitmaps) do
    if not announced then break end
    local bits, text, after = bits_at(c, at, stop, encoding, 8)
    at, texts, announced = after, texts .. text, false
    for _, bit in ipairs(bits) do
      if bit == 1 and index < #dialect.bitmaps then announced = true else present[#present + 1] = bit + 64 * (index - 1) end
    end
  end
  tree:add(shown_bitmap, c.tvb(from, at - from), texts)
  return present, at
end

--- Shows a message; its line for the list is c.line.
local function dissect_message(c, at, stop, tree)
  if dialect.header > 0 then
    add_bytes(c, shown_message_header, tree, at, dialect.header, stop, "the header")
    at = at + dialect.header
  end
  local form = dialect.mti
  local size = wire_bytes(form, 4)
  local mti = text_of(form, bytes_at(c, at, size, stop, "the message type"), 4, at)
  local name = dialect.messages[mti]
  tree:add(shown_mti, c.tvb(at, size), mti):append_text(name and " (" .. name .. ")" or "")
  c.line = name and mti .. " " .. name or mti
  local bits, after = dissect_bitmaps(c, at + size, stop, tree)
  local last, values = dissect_bits(c, after, stop, bits, dialect.fields, "", tree)
  if values[11] then c.line = c.line .. ", STAN " .. values[11] end
  if values[39] then c.line = c.line .. ", response " .. values[39] end
  if last < stop then stop_at(last, "bytes after the last field") end
end

local function dissect_frame(c, tree)
  local frame, stop = dialect.frame, #c.raw
  local at = frame.bytes
  local length = frame.length_of(c.raw)
  tree:add(shown_length, c.tvb(0, math.min(at, stop)), length and tostring(length) or "none")
  if not length then stop_at(0, "no length of a frame") end
  if length == 0 then
    c.line = "Keep-alive"
    tree:add(shown_alive, c.tvb(0, at), "")
    return
  end
  if frame.tpdu then
    local tpdu = add_bytes(c, shown_tpdu, tree, at, 5, stop, "the TPDU")
    add_bytes(c, shown_tpdu_id, tpdu, at, 1, stop)
    add_bytes(c, shown_destination, tpdu, at + 1, 2, stop)
    add_bytes(c, shown_source, tpdu, at + 3, 2, stop)
    at = at + 5
  end
  if frame.header > 0 then
    add_bytes(c, shown_header, tree, at, frame.header, stop, "the header")
    at = at + frame.header
  end
  dissect_message(c, at, stop, tree)
end

--- What follows the length, or nothing when no frame has such a length.
function dialect.frame.length_of(raw)
  local frame = dialect.frame
  local number = number_in(string.sub(raw, 1, frame.bytes), frame.encoding)
  if not number then return nil end
  if number == 0 or number == frame.own then return 0 end
  number = number - frame.own
  return number >= frame.least and number <= frame.most and number or nil
end

local shown_in_packet = 0

local function dissect_pdu(tvb, pinfo, tree)
  local c = { tvb = tvb, raw = tvb:raw(), line = "" }
  local item = tree:add(proto, tvb())
  local fault = attempt(c, item, dissect_frame, item)
  if fault then c.line = (c.line == "" and "" or c.line .. " ") .. "[" .. fault .. "]" end
  item:append_text(", " .. c.line)
  pinfo.cols.protocol:set(dialect.title)
  if shown_in_packet == 0 then pinfo.cols.info:set(c.line) else pinfo.cols.info:append("; " .. c.line) end
  shown_in_packet = shown_in_packet + 1
  return tvb:len()
end

local function pdu_length(tvb, _, offset)
  local length = dialect.frame.length_of(tvb:raw(offset, dialect.frame.bytes))
  return length and dialect.frame.bytes + length or tvb:len() - offset
end

function proto.dissector(tvb, pinfo, tree)
  shown_in_packet = 0
  dissect_tcp_pdus(tvb, tree, dialect.frame.bytes, pdu_length, dissect_pdu)
  return tvb:len()
end

local ports, table_of_ports = nil, DissectorTable.get("tcp.port")
local function listen()
  if ports == proto.prefs.ports then return end
  if ports then table_of_ports:remove(ports, proto) end
  ports = proto.prefs.ports
  table_of_ports:add(ports, proto)
end
proto.prefs_changed = listen
listen()
table_of_ports:add_for_decode_as(proto)
`;
