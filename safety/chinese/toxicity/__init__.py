"""How probable it is that a Chinese text attacks somebody: features and a linear model."""
