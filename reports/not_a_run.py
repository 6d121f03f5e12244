"""The folder is no run, or a part of it is damaged: theirs to mend, so it says where and what to do."""


class NotARun(Exception):
    """`where` names the file, and the line where there is one."""

    def __init__(self, where: str, wrong: str, remedy: str) -> None:
        super().__init__(f"{where}: {wrong}; {remedy}")
        self.where = where
