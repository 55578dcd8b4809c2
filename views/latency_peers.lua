-- Latency by Peer: how long calls take, by what sockets lead to.
local latency = shared "latency_columns"
local tips = shared "tips"
local place = shared "places"

view_info = {
	id = "latency_peers",
	name = "Latency by Peer",
	description = "One row a service (address and port, or path of a unix socket): how long "
		.. "calls on sockets to it or of it take, usually and at worst.",
	tips = {tips.percentiles},
	tags = {"Default"},
	view_type = "table",
	applies_to = place.with_clusters {
		"", "container.id", "proc.pid", "thread.nametid", "proc.name", "thread.tid",
		"fd.sport", "fd.sproto", "evt.type", "evt.res",
	},
	filter = "evt.dir=< and (fd.type=ipv4 or fd.type=ipv6 or fd.type=unix)",
	drilldown_target = "procs",
	use_defaults = false,
	columns = {
		{name = "NA", field = "fd.service", is_key = true},
		latency.count,
		latency.p50,
		latency.p95,
		latency.p99,
		latency.max,
		latency.total,
		{
			name = "PEER",
			description = "Address and port of the server, or path of the unix socket.",
			field = "fd.service",
			colsize = 0,
		},
	},
}
