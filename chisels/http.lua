-- The module of this name that chisels written for sysdig use; see sonde.http.
local http = require "sonde.http"

http_init = http.init
parse_request = http.parse_request
parse_response = http.parse_response

function run_http_parser(_, on_transaction)
	http.event(function(call)
		on_transaction {
			request = {method = call.method, url = call.url, ts = call.began},
			response = {code = call.code, length = call.length, ts = call.ended},
			dir = call.direction,
			container = call.container,
		}
	end)
end
