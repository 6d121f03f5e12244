"""Chapter BND beside its clauses: ports, topics and rates."""

from protocol_spec import bindings, vectors
from protocol_spec.document.blocks import Block, Heading, Table
from protocol_spec.document.book import Book
from protocol_spec.document.prose import prose
from protocol_spec.ident import pack_terminal


def carrier_sections(book: Book) -> list[Block]:
    rates = ", ".join(map(str, bindings.BAUD_RATES))
    rows = (
        ("TCP", book.pick("默认端口", "default port"), str(bindings.TCP_PORT), "BND-01"),
        (
            "MQTT",
            book.pick("端口，明文与 TLS", "port, plain and TLS"),
            f"{bindings.MQTT_PORT}, {bindings.MQTT_TLS_PORT}",
            "BND-11",
        ),
        (
            "MQTT",
            book.pick("终端至平台的主题", "topic, terminal to platform"),
            f"`{bindings.up_topic('{id}')}`",
            "BND-02",
        ),
        (
            "MQTT",
            book.pick("平台至终端的主题", "topic, platform to terminal"),
            f"`{bindings.down_topic('{id}')}`",
            "BND-02",
        ),
        ("MQTT", "QoS", str(bindings.MQTT_QOS), "BND-02"),
        ("MQTT", book.pick("遗嘱主题", "topic of the last will"), f"`{bindings.will_topic('{id}')}`", "BND-07"),
        (
            "MQTT",
            book.pick("遗嘱载荷（ASCII）", "payload of the last will, ASCII"),
            f"`{bindings.WILL.decode()}`",
            "BND-07",
        ),
        (book.pick("串行", "Serial"), book.pick("默认速率", "default rate"), str(bindings.BAUD_DEFAULT), "BND-04"),
        (book.pick("串行", "Serial"), book.pick("标准速率", "standard rates"), rates, "BND-09"),
    )
    head = (book.pick("承载", "Binding"), "", book.pick("取值", "Value"), book.pick("条款", "Clause"))
    linked = tuple((*row[:-1], book.clause(row[-1])) for row in rows)
    return [
        Heading(3, book.pick("取值", "Values"), "binding-values"),
        Table(head, linked),
        Heading(3, book.pick("MQTT 的口令", "The password on MQTT"), "mqtt-password"),
        *prose(book, "mqtt-password"),
        *_password(book),
    ]


def _password(book: Book) -> list[Block]:
    key, terminal = vectors.TERMINAL_KEY, vectors.TERMINAL
    seed = bindings.MQTT_LABEL + pack_terminal(terminal)
    rows = (
        (book.pick("终端密钥", "terminal key"), f"`{key.lower()}`"),
        (book.pick("终端编号，即用户名", "terminal id, which is the user name"), f"`{terminal}`"),
        (book.pick("HMAC 的输入，十六进制", "input of the HMAC, in hexadecimal"), f"`{seed.hex()}`"),
        (book.pick("口令", "password"), f"`{bindings.mqtt_password(bytes.fromhex(key), terminal)}`"),
    )
    return [Table((book.pick("何者", "What"), book.pick("例", "Example")), rows)]
