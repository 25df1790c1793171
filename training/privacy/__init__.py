"""Generated writings of personal data, and the long check that Veil finds them."""
