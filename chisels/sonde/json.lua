-- JSON as text, and back. Strings that are no UTF-8 keep their bytes as \u00xx.
local json = {}

json.null = setmetatable({}, {__tostring = function() return "null" end})

local array = {}

-- Mark a table as an array: it may be empty or have gaps (written as null).
function json.array(t)
	return setmetatable(t, array)
end

-- ---------------------------------------------------------------------------------- writing

local escapes = {
	['"'] = '\\"', ["\\"] = "\\\\", ["\b"] = "\\b", ["\f"] = "\\f", ["\n"] = "\\n", ["\r"] = "\\r",
	["\t"] = "\\t",
}

local function escape(c)
	return escapes[c] or ("\\u%04x"):format(c:byte())
end

-- How many bytes the UTF-8 character at this place has; nil when it is none.
local function utf8_length(s, at)
	local a, b, c, d = s:byte(at, at + 3)
	local function follows(x)
		return x and x >= 0x80 and x < 0xc0
	end
	if a < 0x80 then
		return 1
	elseif a >= 0xc2 and a < 0xe0 and follows(b) then
		return 2
	elseif a >= 0xe0 and a < 0xf0 and follows(b) and follows(c) and not (a == 0xe0 and b < 0xa0)
		and not (a == 0xed and b >= 0xa0) then
		return 3
	elseif a >= 0xf0 and a < 0xf5 and follows(b) and follows(c) and follows(d)
		and not (a == 0xf0 and b < 0x90) and not (a == 0xf4 and b >= 0x90) then
		return 4
	end
end

local function escape_bytes(s)
	local out, at = {}, 1
	while at <= #s do
		local n = utf8_length(s, at)
		out[#out + 1] = n and s:sub(at, at + n - 1) or escape(s:sub(at, at))
		at = at + (n or 1)
	end
	return table.concat(out)
end

function json.quotestring(s)
	s = s:gsub('[%c"\\\127]', escape)
	if s:find("[\128-\255]") then
		s = escape_bytes(s)
	end
	return '"' .. s .. '"'
end

local function number(n)
	if n ~= n or n == math.huge or n == -math.huge then
		return "null"
	end
	if n == math.floor(n) and math.abs(n) < 2 ^ 53 then
		return ("%d"):format(n)
	end
	return ("%.14g"):format(n)
end

-- The length of a table that is an array; nil when it is an object.
local function array_length(t)
	local longest, n = 0, 0
	for key in pairs(t) do
		if type(key) ~= "number" or key < 1 or key ~= math.floor(key) then
			return nil
		end
		longest = math.max(longest, key)
		n = n + 1
	end
	if getmetatable(t) == array then
		return longest
	end
	return n > 0 and longest <= 2 * n + 10 and longest or nil
end

-- Keys in the order asked for, then the others by name.
local function ordered(t, keyorder)
	local keys, seen = {}, {}
	for _, key in ipairs(keyorder or {}) do
		if t[key] ~= nil then
			keys[#keys + 1] = key
			seen[key] = true
		end
	end
	local rest = {}
	for key in pairs(t) do
		if not seen[key] then
			rest[#rest + 1] = key
		end
	end
	table.sort(rest, function(a, b) return tostring(a) < tostring(b) end)
	for _, key in ipairs(rest) do
		keys[#keys + 1] = key
	end
	return keys
end

local encode

local function encode_table(t, state, level, out)
	local n = array_length(t)
	local margin = state.indent and "\n" .. ("  "):rep(level + 1) or ""
	local first = true
	local function separate()
		out[#out + 1] = first and "" or ","
		first = false
	end

	if level > 100 then
		error("JSON: tables within tables without end", 0)
	end
	out[#out + 1] = n and "[" or "{"
	if n then
		for i = 1, n do
			separate()
			encode(t[i], state, level + 1, out)
		end
		out[#out + 1] = "]"
		return
	end
	for _, key in ipairs(ordered(t, state.keyorder)) do
		separate()
		out[#out + 1] = margin .. json.quotestring(tostring(key)) .. ":"
		encode(t[key], state, level + 1, out)
	end
	out[#out + 1] = (not first and margin:sub(1, -3) or "") .. "}"
end

function encode(value, state, level, out)
	local kind = type(value)
	if value == nil or value == json.null then
		out[#out + 1] = "null"
	elseif kind == "table" then
		encode_table(value, state, level, out)
	elseif kind == "number" then
		out[#out + 1] = number(value)
	elseif kind == "string" then
		out[#out + 1] = json.quotestring(value)
	elseif kind == "boolean" then
		out[#out + 1] = tostring(value)
	else
		error("JSON: there is no way to write a " .. kind, 0)
	end
end

-- state.indent: on several lines; state.keyorder: the members that come first.
function json.encode(value, state)
	local out = {}
	encode(value, state or {}, 0, out)
	return table.concat(out)
end

-- ---------------------------------------------------------------------------------- reading

local decode_value

local function skip(s, at)
	return s:find("[^ \t\r\n]", at) or #s + 1
end

local function fail(s, at, what)
	error(("%s at byte %d"):format(at > #s and "the text ends" or what, at), 0)
end

local unescapes = {b = "\b", f = "\f", n = "\n", r = "\r", t = "\t"}

local function utf8(code)
	local function tail(shift)
		return string.char(0x80 + math.floor(code / 2 ^ shift) % 64)
	end
	if code < 0x80 then
		return string.char(code)
	elseif code < 0x800 then
		return string.char(0xc0 + math.floor(code / 64)) .. tail(0)
	elseif code < 0x10000 then
		return string.char(0xe0 + math.floor(code / 4096)) .. tail(6) .. tail(0)
	end
	return string.char(0xf0 + math.floor(code / 262144)) .. tail(12) .. tail(6) .. tail(0)
end

local function decode_string(s, at)
	local out = {}
	at = at + 1
	while true do
		local stop = s:find('["\\]', at) or fail(s, #s + 1)
		out[#out + 1] = s:sub(at, stop - 1)
		if s:sub(stop, stop) == '"' then
			return table.concat(out), stop + 1
		end
		local c = s:sub(stop + 1, stop + 1)
		at = stop + 2
		if c == "u" then
			local code = tonumber(s:match("^%x%x%x%x", at) or fail(s, at, "no digits"), 16)
			at = at + 4
			local low = code >= 0xd800 and code < 0xdc00 and s:match("^\\u([dD][c-fC-F]%x%x)", at)
			if low then
				code = 0x10000 + (code - 0xd800) * 1024 + tonumber(low, 16) - 0xdc00
				at = at + 6
			end
			out[#out + 1] = utf8(code)
		else
			out[#out + 1] = unescapes[c] or c
		end
	end
end

-- The items between brackets; item(at) reads one and says where it ends.
local function decode_items(s, at, close, item)
	at = skip(s, at + 1)
	if s:sub(at, at) == close then
		return at + 1
	end
	while true do
		at = skip(s, item(at))
		local c = s:sub(at, at)
		if c == close then
			return at + 1
		elseif c ~= "," then
			fail(s, at, "no comma")
		end
		at = skip(s, at + 1)
	end
end

local function decode_array(s, at, null)
	local t, n = json.array {}, 0
	return t, decode_items(s, at, "]", function(here)
		local value, after = decode_value(s, here, null)
		n = n + 1
		t[n] = value
		return after
	end)
end

local function decode_object(s, at, null)
	local t = {}
	return t, decode_items(s, at, "}", function(here)
		if s:sub(here, here) ~= '"' then
			fail(s, here, "no name")
		end
		local key, after = decode_string(s, here)
		after = skip(s, after)
		if s:sub(after, after) ~= ":" then
			fail(s, after, "no colon")
		end
		t[key], after = decode_value(s, after + 1, null)
		return after
	end)
end

function decode_value(s, at, null)
	at = skip(s, at)
	local c = s:sub(at, at)
	if c == '"' then
		return decode_string(s, at)
	elseif c == "[" then
		return decode_array(s, at, null)
	elseif c == "{" then
		return decode_object(s, at, null)
	end
	local word = s:match("^%a+", at)
	if word == "true" or word == "false" then
		return word == "true", at + #word
	elseif word == "null" then
		return null, at + 4
	end
	local digits = s:match("^-?%d+%.?%d*[eE]?[+-]?%d*", at)
	return tonumber(digits or fail(s, at, "no value")), at + #digits
end

-- The value of a JSON text from a byte on, and where it ended; nil, where and why when it is none.
function json.decode(s, at, null)
	local ok, value, after = pcall(decode_value, s, at or 1, null)
	if ok then
		return value, after
	end
	return nil, at or 1, value
end

function json.use_lpeg()
	return json
end

return json
