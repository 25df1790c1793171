"""The generator of the synthetic sample resumes; see ``generate``."""
