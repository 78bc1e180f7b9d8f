"""The operator's console: who may look, what they see, and the record that they looked.

Rule 1: without operators there is no console; its addresses do not exist.
Rule 2: no page of a conversation leaves before the line of the audit that tells of it is written.
Rule 3: nothing here changes a conversation, but that pictures which were held are let go on or not;
who decided is in the audit before it is done.
"""
