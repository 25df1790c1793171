"""Veil turns resumes into privacy-safe, searchable context."""

__version__ = "0.1.0"
