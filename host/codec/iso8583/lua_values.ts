/**
 * The first part of a Wireshark dissector that is the same for every dialect, in Lua (5.1 to 5.4, as Wireshark has had
 * them): what it declares, how numbers and values are read, and what of them may be seen.
 *
 * It reads the table `dialect` that `lua.ts` writes before it, and masks by the rules of `shown.ts`.
 */

export const LUA_VALUES = String.raw`
local proto = Proto(dialect.id, dialect.title)
proto.prefs.ports = Pref.range("TCP ports", dialect.port, "Ports on which these messages travel", 65535)
proto.prefs.secrets = Pref.bool("Show card numbers and secrets", false, "Unmasked in the tree; the bytes are never masked")

local all = {}
local function declare(abbreviation, name)
  local field = ProtoField.string(dialect.id .. "." .. abbreviation, name)
  all[#all + 1] = field
  return field
end

local shown_length = declare("length", "Length")
local shown_tpdu = declare("tpdu", "TPDU")
local shown_tpdu_id = declare("tpdu.id", "Identifier")
local shown_destination = declare("tpdu.destination", "Destination")
local shown_source = declare("tpdu.source", "Source")
local shown_header = declare("header", "Header")
local shown_message_header = declare("message_header", "Message header")
local shown_mti = declare("mti", "Message type")
local shown_bitmap = declare("bitmap", "Bitmap")
local shown_object = declare("object", "Data object")
local shown_tag = declare("tag", "Tag")
local shown_alive = declare("keep_alive", "Keep-alive")
for _, object in pairs(dialect.objects or {}) do
  object.field = declare("object." .. object.tag, object.tag .. " " .. object.name)
end

--- Gives every field, and those inside it, what Wireshark needs to show it.
local function prepare(fields, path)
  fields.by_number = {}
  for _, f in ipairs(fields) do
    f.path = path .. f.id
    local label = "F" .. f.path
    f.field = declare("f" .. string.gsub(f.path, "[^%w.]", "_"), f.name and label .. " " .. f.name or label)
    fields.by_number[f.id] = f
    if f.inside and f.inside.fields then prepare(f.inside.fields, f.path .. ".") end
  end
end
prepare(dialect.fields, "")
proto.fields = all

local malformed = ProtoExpert.new(dialect.id .. ".malformed", "Malformed", expert.group.MALFORMED, expert.severity.ERROR)
proto.experts = { malformed }

local function stop_at(at, what)
  error({ at = at, what = what }, 0)
end

-- Numbers and bytes. A place counts from 0; c.raw holds the bytes of the frame, c.tvb shows them.

local DIGIT = {
  ascii = function(byte) return byte >= 48 and byte <= 57 and byte - 48 or nil end,
  ebcdic = function(byte) return byte >= 240 and byte <= 249 and byte - 240 or nil end,
  hex = function(byte) return tonumber(string.char(byte), 16) end,
  binary = function(byte) return byte end,
  bcd = function(byte)
    local high, low = math.floor(byte / 16), byte % 16
    return high < 10 and low < 10 and high * 10 + low or nil
  end,
}
local BASE = { ascii = 10, ebcdic = 10, hex = 16, binary = 256, bcd = 100 }

--- The number in all bytes of raw, or nothing when one is no digit.
local function number_in(raw, encoding)
  local number = 0
  for i = 1, #raw do
    local digit = DIGIT[encoding](string.byte(raw, i))
    if not digit then return nil end
    number = number * BASE[encoding] + digit
  end
  return number
end

local function bytes_at(c, at, count, stop, what)
  if count > stop - at then stop_at(at, what .. " goes beyond the end") end
  return string.sub(c.raw, at + 1, at + count)
end

local function hex_of(bytes)
  return (string.gsub(bytes, ".", function(byte) return string.format("%02X", string.byte(byte)) end))
end

--- EBCDIC as Latin-1, by the code page of the field.
local function translated(bytes, page)
  return (string.gsub(bytes, ".", function(byte)
    local at = 2 * string.byte(byte) + 1
    return string.char(tonumber(string.sub(dialect.pages[page], at, at + 1), 16))
  end))
end

--- Hexadecimal text as upper-case ASCII, or nothing when it is none.
local function hex_text(bytes, encoding)
  local text = encoding == "ebcdic-hex" and translated(bytes, "cp037") or bytes
  return string.find(text, "^%x*$") and string.upper(text) or nil
end

-- What may be seen (host/codec/mask.ts).

local function mask_pan(text)
  if #text < 13 or #text > 64 or string.find(text, "%D") then return string.rep("*", #text) end
  return string.sub(text, 1, 6) .. string.rep("*", #text - 10) .. string.sub(text, -4)
end

local function mask_track(text)
  local pan = string.match(text, "^(%d+)[D=]")
  if not pan or #pan < 13 or #pan > 19 then return string.rep("*", #text) end
  return mask_pan(pan) .. "D" .. string.rep("*", #text - #pan - 1)
end

local function mask_runs(text)
  return (string.gsub(text, "%d+", function(run)
    if #run < 13 then return run end
    return #run > 19 and string.rep("*", #run) or mask_pan(run)
  end))
end

local function visible(f, text)
  if proto.prefs.secrets then return text end
  if f.secret == "pan" then return mask_pan(text) end
  if f.secret == "track" then return mask_track(text) end
  if f.secret == "all" then return string.rep("*", #text) end
  if f.bytes and (f.free or f.part) then return string.format("%d bytes", #text / 2) end
  if f.inside and f.inside.kind == "slices" then -- they say what the digits are
    local whole = ""
    for _, slice in ipairs(f.inside.fields) do
      whole = whole .. visible(slice, string.sub(text, #whole + 1, #whole + slice.units))
    end
    return whole .. mask_runs(string.sub(text, #whole + 1))
  end
  return f.free and mask_runs(text) or text
end

--- The value of a data object; hidden when its tag is not known or has no such length.
local function visible_object(object, text)
  if proto.prefs.secrets then return text end
  local size = #text / 2
  local shown = object and size >= object.least and size <= object.most and object.shown or "hidden"
  if shown == "all" then return text end
  if shown == "pan" then
    local digits = string.match(text, "^%d*")
    return mask_pan(digits) .. string.sub(text, #digits + 1)
  end
  if shown == "track" then return mask_track((string.gsub(text, "F$", ""))) end
  return string.rep("*", #text)
end

--- Text as UTF-8, from Latin-1.
local function printable(text)
  return (string.gsub(text, "[%c\128-\255]", function(character)
    local code = string.byte(character)
    if code < 128 then return "?" end
    return string.char(192 + math.floor(code / 64), 128 + code % 64)
  end))
end

--- Adds a value, its length from the place "from" on included. Chinese texts are left to Wireshark, where nothing is masked.
local function add_value(c, f, tree, from, at, size, text)
  local value = visible(f, text)
  if value == text and f.form == "text" and ENC_GB18030 and string.find(text, "[\128-\255]") then
    return (tree:add_packet_field(f.field, c.tvb(at, size), ENC_GB18030)), value
  end
  return tree:add(f.field, c.tvb(from, at + size - from), printable(value)), value
end

-- Values.

local function wire_bytes(f, units)
  if f.form == "packed" then return math.floor((units + 1) / 2) end
  if f.form == "signed-packed" then return math.floor((units + 2) / 2) end
  return f.form == "hex" and 2 * units or units
end

local function packed(bytes, units, left)
  local digits = string.gsub(hex_of(bytes), "D", "=")
  if left then return string.sub(digits, 1, units) end
  return string.sub(digits, #digits - units + 1)
end

--- A value as text, one byte a character.
local function text_of(f, bytes, units, at)
  if f.form == "packed" then return packed(bytes, units, f.left) end
  if f.form == "signed-packed" then
    return units == 0 and "" or string.sub(bytes, 1, 1) .. packed(string.sub(bytes, 2), units - 1, f.left)
  end
  if f.form == "ebcdic" then return translated(bytes, f.page) end
  if f.form == "bytes" then return hex_of(bytes) end
  if f.form == "hex" then
    return hex_text(bytes, f.encoding) or stop_at(at, "F" .. f.path .. " is no hexadecimal text")
  end
  return bytes
end

--- Units of a variable value, and where it begins.
local function length_at(c, at, stop, f)
  local p = f.prefix
  local number = number_in(bytes_at(c, at, p.bytes, stop, "the length of F" .. f.path), p.encoding)
  if not number then stop_at(at, "the length of F" .. f.path .. " has no digits") end
  if p.inclusive then number = number - p.bytes end
  if p.counts == "pairs" then number = 2 * number elseif p.counts == "halves" then number = number / 2 end
  if number < 0 or number > f.units or number ~= math.floor(number) then
    stop_at(at, "the length of F" .. f.path .. " is impossible")
  end
  return number, at + p.bytes
end
`;
