"""One frame explained on one screen: its header in a line, each field of its body in a line, what is wrong with it first."""

from rich.text import Text

from arclock.console import pick
from arclock.stand.frame_log import FrameSeen
from protocol_spec.codes import FLAG_NAMES, Flag
from protocol_spec.explain import Piece
from protocol_spec.explain.moment import utc_text


def explanation(seen: FrameSeen, lang: str, count: int) -> list[Text]:
    """At most `count` lines; what does not fit is counted."""
    lines = [_heading(seen, lang), _header(seen, lang), *_troubles(seen, lang)]
    body = [piece for piece in seen.explained.pieces if piece.path.startswith("body.")]
    names = [piece.path.removeprefix("body.") for piece in body]
    widest = max(map(len, names), default=0)
    lines += [_field(piece, name, widest, lang) for piece, name in zip(body, names, strict=True)]
    if len(lines) > count:
        hidden = len(lines) - count + 1
        said = pick(f"… {hidden} more, in a larger window", f"… 另 {hidden} 行，请放大窗口")
        lines = [*lines[: count - 1], Text(said, "dim")]
    return lines


def _heading(seen: FrameSeen, lang: str) -> Text:
    way = pick("sent", "发出") if seen.sent else pick("received", "收到")
    size, when = len(seen.data), utc_text(seen.at)[11:23]
    said = pick(f"  {way} {when}, {size} bytes", f"  {when} {way}，{size} 字节")
    line = Text(seen.explained.title.text(lang), "bold").append(said, "dim")
    if (tag := seen.explained.tag) is not None:
        verdict = {True: pick("tag holds", "标签相符"), False: pick("TAG WRONG", "标签不符")}
        said = tag.why.text(lang) if tag.holds is None else verdict[tag.holds]
        line.append(f"  {said}", "bold red" if tag.holds is False else "green")
    return line


def _header(seen: FrameSeen, lang: str) -> Text:
    frame = seen.frame
    flags = [FLAG_NAMES[flag][lang != "zh"] for flag in Flag if frame.flags & flag and flag in FLAG_NAMES]
    joined = pick(", ", "、").join(flags) or pick("none", "无")
    en = f"code 0x{frame.code:02X}  sequence {frame.sequence}  flags: "
    return Text(pick(en, f"消息码 0x{frame.code:02X}  流水号 {frame.sequence}  标志：") + joined, "dim")


def _troubles(seen: FrameSeen, lang: str) -> list[Text]:
    return [
        Text(f"! {piece.path + ': ' if piece else ''}{trouble.words.text(lang)} ({trouble.clause})", "bold red")
        for piece, trouble in seen.explained.all_troubles()
    ]


def _field(piece: Piece, name: str, widest: int, lang: str) -> Text:
    line = Text(f"{name:{widest}}  ").append(piece.shown.text(lang), "bold")
    line.append(f"  {piece.meaning.text(lang)}", "dim")
    return line.append(f"  {piece.clause}", "dim")
