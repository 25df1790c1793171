"""Resumes, letters and notes marked by hand, written without a look at any recogniser or word list."""
