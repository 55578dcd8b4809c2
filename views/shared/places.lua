-- Where a view opens: the fields of what it may stand below.
local clusters = {
	"k8s.pod.id", "k8s.rc.id", "k8s.rs.id", "k8s.svc.id", "k8s.ns.id", "marathon.app.id",
	"marathon.group.name", "mesos.task.id", "mesos.framework.name",
}

return {
	-- These, and all that clusters are made of.
	with_clusters = function(fields)
		for _, field in ipairs(clusters) do
			fields[#fields + 1] = field
		end
		return fields
	end,
}
