view_info = {id = "d", name = "D", use_defaults = true, filter = "span.ntags>=%depth+1", drilldown_increase_depth = true,
	columns = {
		{field = "span.rawtime", is_key = true, filterfield = "span.rawparenttime", filter_in_child_only = true},
		{name = "TAG", field = "span.tag[%depth]", aggregation = "SUM", colsize = 32},
		{name = "N", field = "evt.count", aggregation = "AVG", is_sorting = true},
	},
	actions = {{hotkey = "a", command = "ls", ask_confirmation = true}}}
