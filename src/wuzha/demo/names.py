"""Made-up names from short lists of common characters. Any likeness is chance."""

from collections.abc import Iterator
from random import Random

from wuzha.lib.codes import luhn_holds

SURNAMES = (
    "林周吴郑冯陈褚卫蒋沈韩杨朱秦许何吕施孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛范彭鲁韦"
)
GIVEN = (
    "安柏昌楚丹东凡芳枫岗桂海涵和恒虹晖佳嘉健江洁景静军凯兰朗黎立"
    "莲良林琳梅宁平其青清秋荣如睿山松唐桐"
)
OCCUPATIONS = (
    "务农", "个体经营", "企业职工", "退休", "学生", "教师", "自由职业", "货车司机",
    "财务人员", "家庭主妇", "务工返乡", "外卖骑手",
)  # fmt: skip

# Two halves each, so that places read like places and are none.
TOWNS = (
    ("河口", "镇", 100), ("东坪", "镇", 101), ("柳林", "镇", 102), ("白沙", "镇", 103),
    ("石桥", "镇", 104), ("南屏", "镇", 105), ("云溪", "镇", 106), ("枫木", "乡", 200),
    ("大湾", "乡", 201), ("黄泥塘", "乡", 202), ("城关", "街道", 1),
    ("新城", "街道", 2), ("西关", "街道", 3),
)  # fmt: skip
VILLAGE_FIRST = "上下东西南北前后新老大小高长双"
VILLAGE_SECOND = (
    "柳", "桥", "塘", "坪", "湾", "岭", "井", "庙", "坝", "岗", "泉", "垭", "渡", "槐",
)  # fmt: skip
COMMUNITY = (
    "文昌", "朝阳", "滨河", "北门", "东门", "和平", "园丁", "锦绣", "学府", "站前",
    "建设", "花园", "桂花", "长兴", "凤翔",
)  # fmt: skip
BANKS = (
    ("青石农商银行", "402"), ("青石村镇银行", "320"), ("中部商业银行", "313"),
    ("邮政储蓄代理", "403"),
)  # fmt: skip
FIRMS = ("青石纺织", "河口建材", "柳林食品", "新城物流", "白沙矿业", "云溪茶业")
DEPARTMENTS = (
    "县公安局", "县教育局", "县民政局", "县市场监管局", "县人力资源和社会保障局",
    "县金融工作办公室", "县通信管理办公室", "县委宣传部",
)  # fmt: skip


def person_name(random: Random) -> str:
    length = 2 if random.random() < 0.8 else 1
    return random.choice(SURNAMES) + "".join(random.sample(GIVEN, length))


def phone(random: Random) -> str:
    """A number that is well-formed and was not given out to anybody (prefix 154)."""
    return f"154{random.randrange(10**8):08d}"


def card(random: Random) -> str:
    """A card number whose check digit holds, under a beginning that no bank has."""
    digits = f"990101{random.randrange(10**12):012d}"
    return next(filter(luhn_holds, (digits + last for last in "0123456789")))


def village_names(random: Random, *, urban: bool) -> Iterator[str]:
    """Without end and without repeats within one town."""
    pool = list(COMMUNITY) if urban else _rural()
    random.shuffle(pool)
    suffix = "社区" if urban else "村"
    for name in pool:
        yield f"{name}{suffix}"


def _rural() -> list[str]:
    return [first + second for first in VILLAGE_FIRST for second in VILLAGE_SECOND]
