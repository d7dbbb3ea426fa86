"""What a number says, and how a market writes it."""

from pipeline.figures.dates import Date
from pipeline.figures.figure import Figure
from pipeline.figures.find import Found, find, forget
from pipeline.figures.said import expected, said
from pipeline.figures.touch import touch
from pipeline.figures.write import write

__all__ = ["Date", "Figure", "Found", "expected", "find", "forget", "said", "touch", "write"]
