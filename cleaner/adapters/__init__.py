"""Cleaning inside other tools: a Scrapy item pipeline, a function for datasets, a datatrove step.

Each keeps beside the clean text what was changed and what is in doubt, so that `restored` gives the text
that came in. Each cleans one page at a time, without a survey of its site, and is picklable.
"""

from cleaner.adapters.records import FIELDS, record, restored

__all__ = ["FIELDS", "record", "restored"]
