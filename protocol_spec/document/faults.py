"""What is wrong with a file that the document is made from: ours, and it says where."""


class DocumentError(Exception):
    """Names the file and the entry, and what to do."""
