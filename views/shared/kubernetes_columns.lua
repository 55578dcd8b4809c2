-- Columns of what runs in Kubernetes.
return {
	namespace = {
		name = "NAMESPACE",
		description = "Namespace that it is in.",
		field = "k8s.ns.name",
		colsize = 20,
	},
}
