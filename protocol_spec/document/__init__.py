"""The specification as a document, in Chinese and in English, made from the definition and from nothing else."""

from protocol_spec.document.blocks import Block
from protocol_spec.document.book import LANGS, Book, Lang
from protocol_spec.document.faults import DocumentError
from protocol_spec.document.markdown import markdown, pictures
from protocol_spec.document.whole import document

__all__ = ["LANGS", "Block", "Book", "DocumentError", "Lang", "document", "markdown", "pictures"]
