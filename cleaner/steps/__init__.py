"""The steps; `cleaner.pipeline` puts them in order."""
