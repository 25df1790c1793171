"""Finding personal data, changing it, and recording what was changed."""

from service.privacy.presidio import lighten

lighten()
