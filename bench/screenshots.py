"""What is read of screenshots as people send them: drawn by a browser with letters as
faces, in the dark, in large letters; then photographed askew, blurred, squeezed, cut.

Of each: the share of characters missed, whether the link that is broken over lines came
back whole, and whether verdict and sides are those of the talk itself.

    python -m bench.screenshots
"""

import difflib
import os
import re
import time
from io import BytesIO

from PIL import Image, ImageFilter
from playwright.sync_api import sync_playwright

from wuzha.detection.pictures.reading import read_picture
from wuzha.detection.texts.verdicts import screen

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium-headless-shell")
LINK = "https://tuikuan-yunqiao.top/claim/form?id=8842071&step=1"
TALK = (
    ("对方", "您好，我是云桥商城售后主管，工号2207"),
    ("对方", "您上周买的电热毯抽检不合格，按规定要给您退一赔三，一共1197元"),
    ("我", "真的吗？我没有收到通知"),
    ("", "14:26"),
    ("对方", f"请点开这个网址登记收款信息 {LINK} 十分钟内有效"),
    ("我", "好的，我看看"),
    ("对方", "页面上把银行卡号和短信里的六位验证码填进去，填好告诉我。别跟家里人说"),
)
NOTICE = (
    ("", "2026年11月21日 10:42"),
    ("", "您的借记卡（尾号3308）完成一笔网上支付，金额268.00元，商户：城东超市。"),
    ("", "如非本人操作，请拨打卡背面电话。本行工作人员不会向您索要验证码。"),
)
LIGHT = ("#ededed", "#111", "#fff", "#95ec69", "#fff")
DARK = ("#111", "#ddd", "#2c2c2c", "#3eb575", "#fff")
# Letters of the colour they stand on: most faces are photos.
FACES = "#5a7fa8"
UNLETTERED, UNLETTERED_DARK = ((*look[:-1], FACES) for look in (LIGHT, DARK))
DESK = (88, 76, 62)
Talk = tuple[tuple[str, str], ...]


def main() -> None:
    for name, picture, talk in pictures():
        begun = time.perf_counter()
        said = read_picture(picture)
        spent = time.perf_counter() - begun
        told = "\n".join(text for _, text in talk)
        alike = screen(said).verdict == screen(told).verdict
        sides = all(f"{who}：{text[:4]}" in said for who, text in talk if who)
        link = LINK in said or LINK not in told
        print(
            f"  {name:<22}missed {missed(told, said):.3f}  link {link!s:<6}"
            f"verdict {alike!s:<6}sides {sides!s:<6}{spent:.1f} s",
            flush=True,
        )


def pictures() -> list[tuple[str, bytes, Talk]]:
    names = ("chat", "dark", "large", "notice", "photos as faces", "the same, dark")
    drawn = dict(zip(names, _drawn(), strict=True))
    chat, dark, photos = drawn["chat"], drawn["dark"], drawn["photos as faces"]
    cut = chat.crop((0, int(chat.height * 0.42), *chat.size))
    photo = ImageFilter.GaussianBlur(1.3)
    made = [
        *((name, _file(one)) for name, one in drawn.items()),
        ("JPEG of quality 40", _file(chat, 40)),
        ("half the size, JPEG 40", _file(chat.reduce(2), 40)),
        ("blurred", _file(chat.filter(ImageFilter.GaussianBlur(1.6)))),
        ("turned by 3 degrees", _file(_turned(chat, 3))),
        ("photo of the screen", _file(_turned(chat, 3).filter(photo), 70)),
        ("photo of the dark one", _file(_turned(dark, -3).filter(photo), 40)),
        ("photo of the faces", _file(_turned(photos, 3).filter(photo), 40)),
        ("cut through a bubble", _file(cut)),
    ]
    talks = {"notice": NOTICE, "cut through a bubble": TALK[5:]}
    return [(name, content, talks.get(name, TALK)) for name, content in made]


def _drawn() -> list[Image.Image]:
    looks = (
        (TALK, LIGHT, 17),
        (TALK, DARK, 17),
        (TALK, LIGHT, 25),
        (NOTICE, LIGHT, 17),
        (TALK, UNLETTERED, 17),
        (TALK, UNLETTERED_DARK, 17),
    )
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        shot = []
        for talk, colours, size in looks:
            page = browser.new_page(
                viewport={"width": 390, "height": 844}, device_scale_factor=2
            )
            page.set_content(_page(talk, colours, size))
            shot.append(Image.open(BytesIO(page.screenshot(full_page=True))))
        browser.close()
    return [one.convert("RGB") for one in shot]


def _page(talk: Talk, colours: tuple[str, ...], size: int) -> str:
    ground, ink, theirs, own, letter = colours
    face = {"对方": "周", "我": "我"}
    rows = "".join(
        f"<div class={'own' if who == '我' else 'row'}><i>{face[who]}</i><p>{text}</p>"
        "</div>"
        if who
        else f"<p class={'time' if len(text) < 20 else 'card'}>{text}</p>"
        for who, text in talk
    )
    return f"""<meta charset=utf8><style>
      body {{ margin: 0; background: {ground}; color: {ink};
              font: {size}px/1.4 "Noto Sans CJK SC" }}
      header {{ display: flex; justify-content: space-between; padding: 8px 18px }}
      .row, .own {{ display: flex; margin: 12px 10px; gap: 9px }}
      .own {{ flex-direction: row-reverse }}
      i {{ width: 38px; height: 38px; background: {FACES}; color: {letter};
           flex: none;
           font-style: normal; text-align: center; line-height: 38px }}
      p {{ background: {theirs}; padding: 9px 11px; margin: 0; max-width: 68%;
           border-radius: 6px; word-break: break-all }}
      .own p {{ background: {own}; color: #111 }}
      .time {{ background: none; font-size: 12px; text-align: center; max-width: none }}
      .card {{ margin: 12px; max-width: none }}
      </style><header><span>14:31</span><span>5G 62%</span></header>{rows}"""


def _turned(picture: Image.Image, degrees: float) -> Image.Image:
    """As it lies on a desk."""
    whole = Image.new("RGB", (picture.width + 240, picture.height + 240), DESK)
    whole.paste(picture, (120, 120))
    return whole.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=DESK)


def _file(picture: Image.Image, quality: int = 0) -> bytes:
    file = BytesIO()
    if quality:
        picture.save(file, "JPEG", quality=quality)
    else:
        picture.save(file, "PNG")
    return file.getvalue()


def missed(told: str, said: str) -> float:
    """The share of what was written that was not read in its order."""
    written, found = (re.sub(r"\s|(?:对方|我)：", "", text) for text in (told, said))
    same = difflib.SequenceMatcher(None, written, found, autojunk=False)
    return 1 - sum(block.size for block in same.get_matching_blocks()) / len(written)


if __name__ == "__main__":
    main()
