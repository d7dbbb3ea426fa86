"""What a number says, and how a market writes it."""

from pipeline.figures.find import Figure, Found, find, write
from pipeline.figures.said import expected, said
from pipeline.figures.touch import touch

__all__ = ["Figure", "Found", "expected", "find", "said", "touch", "write"]
