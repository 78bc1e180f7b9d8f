"""What a text means as a vector: a small multilingual sentence encoder, run with numpy alone."""

from safety.chinese.encoder.encoder import Encoder
from safety.chinese.encoder.weights import installed

__all__ = ["Encoder", "installed"]
