"""Charts of counts, in Vietnamese: what is drawn comes in as figures with names, nothing else."""

from charts.figures import Axis, Figures, Scale, shown

__all__ = ["Axis", "Figures", "Scale", "shown"]
