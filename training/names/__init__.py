"""The learner and the generators behind the weights that tell names from words; all from our own seeds."""
