"""Why a file is not read: what it is, and what to do instead."""

from wuzha.lib.refused import Refused
from wuzha.lib.words import N_, Sentence


def foreign(name: str, label: str) -> Refused:
    return Refused(
        N_(
            "文件“{name}”实际是“{label}”，不能从中读出方案。"
            "请用 Word 或 WPS 打开，另存为 .docx 后再读。"
        ),
        name=name,
        label=Sentence(label),
    )


def unopenable(name: str, label: str) -> Refused:
    """Of a kind that no word processor opens."""
    return Refused(
        N_(
            "文件“{name}”实际是“{label}”，不是方案文档，未读取。"
            "请提供 .docx、.txt 或带文字的 .pdf 文件。"
        ),
        name=name,
        label=Sentence(label),
    )


def damaged(name: str) -> Refused:
    return Refused(
        N_(
            "文件“{name}”已损坏或没有传完，无法读取。"
            "请用 Word 或 WPS 打开确认内容，另存为新文件后再读。"
        ),
        name=name,
    )


def encrypted(name: str) -> Refused:
    return Refused(
        N_("文件“{name}”设置了打开密码，无法读取。请取消密码、另存后再读。"), name=name
    )


def with_macros(name: str) -> Refused:
    return Refused(
        N_(
            "文件“{name}”带有宏程序，为安全起见不予读取。"
            "请另存为不带宏的 .docx 后再读。"
        ),
        name=name,
    )


def with_definitions(name: str) -> Refused:
    return Refused(
        N_(
            "文件“{name}”里面有外部定义（DOCTYPE），不是正常的 Word 文档，"
            "为安全起见不予读取。请新建一个文件，只粘贴需要的内容后再读。"
        ),
        name=name,
    )


def too_large(name: str, limit: int) -> Refused:
    return Refused(
        N_(
            "文件“{name}”超过 {limit} MB 的上限，未读取。"
            "请删去无关的图片和附件，或拆成几个文件。"
        ),
        name=name,
        limit=limit,
    )


def too_long(name: str, count: int, limit: int) -> Refused:
    return Refused(
        N_(
            "文件“{name}”有 {count} 字，超过 {limit} 字的上限，不像一份方案。"
            "请拆成几个文件分别读取。"
        ),
        name=name,
        count=count,
        limit=limit,
    )


def empty(name: str) -> Refused:
    return Refused(
        N_(
            "文件“{name}”里没有文字，可能是空文件，或者只有图片。"
            "请先用识别软件转成文字，另存为 .docx 后再读。"
        ),
        name=name,
    )


def scanned(name: str, pages: str) -> Refused:
    return Refused(
        N_(
            "文件“{name}”的第 {pages} 页是扫描图片，没有文字层，无法读取。"
            "请改用 Word 原件，或先用识别软件转成文字。"
        ),
        name=name,
        pages=pages,
    )


def garbled(name: str) -> Refused:
    return Refused(
        N_(
            "文件“{name}”的文字层是乱码，复制出来也不能看，无法读取。"
            "请改用 Word 原件，或先用识别软件转成文字。"
        ),
        name=name,
    )


def too_intricate(name: str) -> Refused:
    return Refused(
        N_(
            "文件“{name}”过于复杂，在限定的时间和内存内读不完，已停止。"
            "请改用 Word 原件，或另存为新的 PDF 后再读。"
        ),
        name=name,
    )
