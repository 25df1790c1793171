"""The HTTP door: parse, call, shape."""
