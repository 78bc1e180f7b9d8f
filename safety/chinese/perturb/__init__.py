"""The eight disguises of toxic Chinese as generators: for training, for tests, for study."""

from safety.chinese.perturb.perturber import Edit, Perturbed, Perturber
from safety.chinese.perturb.taxonomy import Kind, Strategy, Taxonomy, load_taxonomy

__all__ = [
    "Edit",
    "Kind",
    "Perturbed",
    "Perturber",
    "Strategy",
    "Taxonomy",
    "load_taxonomy",
]
