"""Commands that measure; each prints the figures it is named for."""
