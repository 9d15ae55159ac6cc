"""Tables and the rules of one row."""

from answers.models.articles import Article, Viewer
from answers.models.changes import IndexChange
from answers.models.products import Product
from answers.models.references import Reference
from answers.models.revisions import Revision
from answers.models.sources import FeedbackNumber, SourceFile
from answers.models.tags import Tag
from answers.models.votes import Vote

__all__ = [
    "Article",
    "FeedbackNumber",
    "IndexChange",
    "Product",
    "Reference",
    "Revision",
    "SourceFile",
    "Tag",
    "Viewer",
    "Vote",
]
