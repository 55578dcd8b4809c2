view_info = {id = "t", name = "T", is_root = true, use_defaults = true, filter = "evt.type!=switch",
	applies_to = {"", "proc.pid"}, drilldown_target = "l",
	columns = {
		{field = "thread.tid", is_key = true}, {field = "proc.pid", is_groupby_key = true},
		{name = "N", field = "evt.count", aggregation = "TIME_AVG", groupby_aggregation = "SUM", colsize = 9, is_sorting = true},
		{name = "C", field = "proc.exeline", aggregation = "MAX", colsize = 0, tags = {"default"}},
		{name = "K", field = "container.name", tags = {"containers"}},
	}}
