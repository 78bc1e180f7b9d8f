"""What a disguised text meant: readings, what was undone to get there, at what cost."""

from safety.chinese.restore.records import Plain, Restored, Undone
from safety.chinese.restore.restorer import Restorer

__all__ = ["Plain", "Restored", "Restorer", "Undone"]
