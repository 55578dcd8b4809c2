view_info = {id = "l", name = "L", view_type = "list", filter = "evt.type=open",
	columns = {{name = "T", field = "evt.time", colsize = 19}, {name = "F", field = "fd.name", colsize = 0}}}
