-- Latency by Peer: how long calls take, by what sockets lead to.
view_info = {
	id = "latency_peers",
	name = "Latency by Peer",
	description = "One row a service (address and port, or path of a unix socket): how long "
		.. "calls on sockets to it or of it take, usually and at worst.",
	tips = {
		"The middle (P50) says what is usual, P99 and MAX what users notice. They are off "
			.. "by one part in 100 at most.",
	},
	tags = {"Default"},
	view_type = "table",
	applies_to = {
		"", "container.id", "proc.pid", "thread.nametid", "proc.name", "thread.tid",
		"fd.sport", "fd.sproto", "evt.type", "evt.res", "k8s.pod.id", "k8s.rc.id",
		"k8s.rs.id", "k8s.svc.id", "k8s.ns.id", "marathon.app.id", "marathon.group.name",
		"mesos.task.id", "mesos.framework.name",
	},
	filter = "evt.dir=< and (fd.type=ipv4 or fd.type=ipv6 or fd.type=unix)",
	drilldown_target = "procs",
	use_defaults = false,
	columns = {
		{name = "NA", field = "fd.service", is_key = true},
		{
			name = "COUNT",
			description = "Calls that returned.",
			field = "evt.count",
			aggregation = "SUM",
			colsize = 9,
		},
		{
			name = "P50",
			description = "Half of the calls took no longer.",
			field = "evt.latency",
			aggregation = "P50",
			colsize = 9,
		},
		{
			name = "P95",
			description = "95 of 100 calls took no longer.",
			field = "evt.latency",
			aggregation = "P95",
			colsize = 9,
		},
		{
			name = "P99",
			description = "99 of 100 calls took no longer.",
			field = "evt.latency",
			aggregation = "P99",
			colsize = 9,
		},
		{
			name = "MAX",
			description = "The longest.",
			field = "evt.latency",
			aggregation = "MAX",
			colsize = 9,
		},
		{
			name = "TOTAL",
			description = "Time spent in all of them together.",
			field = "evt.latency",
			aggregation = "SUM",
			colsize = 9,
			is_sorting = true,
		},
		{
			name = "PEER",
			description = "Address and port of the server, or path of the unix socket.",
			field = "fd.service",
			colsize = 0,
		},
	},
}
