"""What a disguised text meant: readings, what was undone to get there, at what cost."""

from safety.chinese.restore.adapting import Home, learn
from safety.chinese.restore.records import Plain, Restored, Undone
from safety.chinese.restore.restorer import Restorer

__all__ = ["Home", "Plain", "Restored", "Restorer", "Undone", "learn"]
