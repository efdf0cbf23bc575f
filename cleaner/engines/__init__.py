"""The same run on one machine or many."""
