"""A conversation as a reviewer reads it: log entries -> transcript -> one page of HTML.

Rule 1: no word that was said is left out, whatever else the log holds.
Rule 2: what is shown of a guard or of the platform is told by them; a policy cannot pass for them.
Rule 3: nothing of a page is loaded from elsewhere, and nothing that stands in it can run.
"""
