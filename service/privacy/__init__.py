"""Finding personal data, changing it, and recording what was changed."""
