"""Fits STSaM's network on windows and token ids that the repo's own TypeScript computed."""
