"""Parse, mask, chunk, embed, store; then retrieve."""
