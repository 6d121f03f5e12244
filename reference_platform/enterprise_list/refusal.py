"""The file as a whole is no enterprise list."""

from pathlib import Path


class NotAnEnterpriseList(ValueError):
    """Nothing was read. `zh` and `en` say what was found, what is missing and what to do."""

    def __init__(self, path: Path, zh: str, en: str) -> None:
        super().__init__(f"{path}: {en}\n{path}：{zh}")
        self.path = path
        self.zh = zh
        self.en = en
