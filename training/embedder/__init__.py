"""Builds and measures the bundled embedding model."""
