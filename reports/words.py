"""What the page says that no declaration in `protocol_spec` says already. Chinese first."""

from typing import NamedTuple

from protocol_spec.coded import Coded


class Words(NamedTuple):
    zh: str
    en: str


def coded(codes: type[Coded], name: object) -> Words:
    """A code by its declared names; one that this edition does not know stays as it was written."""
    member = codes.__members__.get(str(name))
    return Words(member.zh, member.en) if member is not None else Words(str(name), str(name))


KINDS = {
    "quickstart": Words("快速体验", "Quick start"),
    "scenario": Words("场景演练", "Scenario"),
    "campaign": Words("符合性测试", "Conformance campaign"),
}
VERDICTS = {
    "conformant": Words("符合", "Conformant"),
    "not conformant": Words("不符合", "Not conformant"),
    "no verdict": Words("无结论", "No verdict"),
}
STORIES = {
    "as expected": Words("与剧本一致", "As expected"),
    "not as expected": Words("与剧本不一致", "Not as expected"),
}
CASE_VERDICTS = {
    "FAIL": Words("不通过", "Fail"),
    "ERROR": Words("测试系统错误", "Harness error"),
    "INCONC": Words("无法判定", "Inconclusive"),
    "NONE": Words("未判定", "None"),
    "PASS": Words("通过", "Pass"),
    "NOT_APPLICABLE": Words("不适用", "Not applicable"),
}
"""In the order in which they are shown."""
GLYPHS = {"FAIL": "✗", "ERROR": "!", "INCONC": "?", "NONE": "○", "PASS": "✓", "NOT_APPLICABLE": "–"}
LEVELS = {"MUST": Words("必须", "MUST"), "SHOULD": Words("宜", "SHOULD"), "MAY": Words("可", "MAY")}
STEP_KINDS = {
    "send": Words("发送", "send"),
    "expect": Words("等待", "expect"),
    "silence": Words("静默", "silence"),
    "check": Words("检查", "check"),
    "pause": Words("停顿", "pause"),
    "note": Words("记录", "note"),
    "bench": Words("台架", "bench"),
}
WHO = {
    "worker": Words("作业人员", "worker"),
    "inspector": Words("监管人员", "inspector"),
    "world": Words("现场", "site"),
    "platform": Words("平台", "platform"),
    "terminal": Words("终端", "terminal"),
}
LANES = {
    "people": Words("人与现场", "People and site"),
    "platform": Words("平台", "Platform"),
    "terminal": Words("终端", "Terminal"),
}
IMPORT_LEVELS = {"error": Words("错误", "error"), "warning": Words("警告", "warning")}
WHY = {
    "silent": Words("心跳超时", "silent for too long"),
    "link down": Words("链路断开", "the link went down"),
    "commands unanswered": Words("指令未获应答", "commands unanswered"),
    "logged in elsewhere": Words("同一终端另行登录", "logged in elsewhere"),
    "unanswered": Words("平台无应答", "the platform did not answer"),
    "denied": Words("平台要求重新登录", "the platform asked for a new login"),
    "NO_ANSWER": Words("无应答", "no answer"),
}


def said(table: dict[str, Words], name: object) -> Words:
    """The words for a name, or the name itself where the table has none."""
    return table.get(str(name), Words(str(name), str(name)))
