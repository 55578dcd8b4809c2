-- HTTP requests and their responses, found in what goes through sockets.
--
--     local http = require "sonde.http"
--     http.init()              in on_init
--     http.event(function(call) ... end)    in on_event: what to do with a call that is complete
--
-- call has method, url, code, length (bytes of the response), latency (ns), direction ("<" for the
-- server's side, ">" for the client's) and container.
local fields = require "sonde.fields"

local http = {}

local get
local pending = {} -- requests that wait for their response, by process and fd

function http.init()
	get = fields {
		data = "evt.buffer", fd = "fd.num", pid = "proc.pid", time = "evt.rawtime",
		way = "evt.io_dir", container = "container.name",
	}
	chisel.set_filter("evt.is_io = true and evt.buflen > 0 and (fd.sockfamily = ip or fd.sockfamily = unix)")
	sysdig.set_snaplen(1024)
end

-- Line ends are dots in the buffer as text. nil when it is no request.
function http.parse_request(data)
	local method, url = data:match("^(%u+) (%g+)")
	if method then
		return {method = method, url = (data:match("Host: (%g+)%.%.") or "") .. url}
	end
end

function http.parse_response(data)
	local code = data:match("HTTP/[%g]+ (%d+)")
	if code then
		return {
			code = tonumber(code),
			length = tonumber(data:match("Content%-Length: (%d+)%.%.") or 0),
		}
	end
end

function http.event(complete)
	local data = get.data()
	local key = ("%s %s"):format(get.pid(), get.fd())
	local call = pending[key]

	if not call then
		call = http.parse_request(data)
		if call then
			call.direction = ({read = "<", write = ">"})[get.way()] or "<NA>"
			call.container = get.container()
			call.began = get.time()
			pending[key] = call
		end
		return
	end
	local response = http.parse_response(data)
	if response then
		call.code, call.length = response.code, response.length
		call.ended = get.time()
		call.latency = call.ended - call.began
		pending[key] = nil
		complete(call)
	end
end

return http
