-- A client of statsd:
--
--     local server = require "statsd" {host = "127.0.0.1", port = 8125, namespace = "shop"}
--     server:timer("page", 12.5)
--     server:increment {"page", "hit"}
--
-- A table of names and values goes in as few packets as hold it.
local methods = {}
methods.__index = methods

local function message(self, name, value, kind, rate)
	return ("%s%s:%s|%s%s"):format(self.namespace and self.namespace .. "." or "",
		name:gsub("[:|@]", "_"), value, kind, rate ~= 1 and "|@" .. rate or "")
end

function methods.send_to_socket(_, packet)
	return sysdig.udp_send(packet)
end

local function send_list(self, messages)
	local packet
	for _, next_one in ipairs(messages) do
		if packet and #packet + 1 + #next_one > self.packet_size then
			self:send_to_socket(packet)
			packet = nil
		end
		packet = packet and packet .. "\n" .. next_one or next_one
	end
	return packet and self:send_to_socket(packet)
end

-- name: a text, or a table {name = value}; of a table the second argument is the rate.
function methods:send(name, value, kind, rate, negative)
	local several = type(name) == "table"
	if several then
		rate = value
	end
	rate = rate or 1
	if rate ~= 1 and math.random() > rate then
		return
	elseif not several then
		return self:send_to_socket(message(self, name, value, kind, rate))
	end
	local messages = {}
	for key, v in pairs(name) do
		if type(key) == "number" then
			key, v = v, 1 -- a list of names: each counts once
		end
		messages[#messages + 1] = message(self, key, negative and -v or v, kind, rate)
	end
	return send_list(self, messages)
end

function methods:gauge(name, value, rate)
	return self:send(name, value, "g", rate)
end

function methods:counter(name, value, rate)
	return self:send(name, value, "c", rate)
end

function methods:increment(name, value, rate)
	return self:send(name, value or 1, "c", rate)
end

function methods:decrement(name, value, rate)
	if type(name) == "string" then
		return self:send(name, -(value or 1), "c", rate)
	end
	return self:send(name, value or 1, "c", rate, true)
end

function methods:timer(name, ms)
	return self:send(name, ms, "ms")
end

function methods:histogram(name, value)
	return self:send(name, value, "h")
end

function methods:meter(name, value)
	return self:send(name, value, "m")
end

function methods:set(name, value)
	return self:send(name, value, "s")
end

return function(options)
	options = options or {}
	sysdig.udp_setpeername(options.host or "127.0.0.1", options.port or 8125)
	return setmetatable({
		namespace = options.namespace,
		packet_size = options.packet_size or 508, -- fits into any network's packets
	}, methods)
end
