"""Pictures, and what they mean together with words: cleaned, then judged before anybody acts.

See docs/image-guard.md.
"""
