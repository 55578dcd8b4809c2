local usage = shared "usage_columns"
view_info = {id = "s", name = "S", tips = {shared("tips").tracers},
	columns = {{field = "thread.tid", is_key = true}, usage.cpu, usage.file, {name = "P", field = "proc.pid", is_groupby_key = true}},
	actions = shared "process_actions",
}
