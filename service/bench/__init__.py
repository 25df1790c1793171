"""Side-by-side measurements: each against named peers, on the same input, in the same run."""
