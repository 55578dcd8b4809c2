category = "Application"
short_description = "HTTP requests as they are answered"
description = "Prints each HTTP request when it is answered, as the server (<) and as the client (>) saw it: method,"
	.. " URL, status, how long it took, how long the response is. With -pc the container is named."
args = {}

local fields = require "sonde.fields"
local http = require "sonde.http"

local get

function on_init()
	get = fields {time = "evt.datetime"}
	http.init()
	return true
end

local function log(call)
	local container = sysdig.is_print_container_data() and call.container .. " " or ""
	print(("%s %s%s method=%s url=%s response_code=%d latency=%dms size=%dB"):format(get.time(), container,
		call.direction, call.method, call.url, call.code, call.latency / 1e6, call.length))
end

function on_event()
	http.event(log)
end
