-- Tips that several views give.
return {
	kubernetes = "The labels that the container runtime gives its containers tell what belongs to "
		.. "what; without them the view is empty.",
	percentiles = "The middle (P50) says what is usual, P99 and MAX what users notice. They are off "
		.. "by one part in 100 at most.",
	tracers = 'A program makes spans by writing lines such as ">:t:work::" and "<:t:work::" to '
		.. "/dev/null.",
}
