"""Pages that show every part with made-up data; while building and in a demo."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from wuzha.ui.charts import Chart, Link, Node, Series
from wuzha.ui.navigation import Entry
from wuzha.ui.undo import offer_undo

NAVIGATION = [
    Entry("待办", "#desk", "desk", 7),
    Entry("预警劝阻", "#warnings", "warning", 23, active=True),
    Entry("案件止付", "#incidents", "incident", 4),
    Entry("县区看板", "#board", "board"),
    Entry("研判命中", "#hits", "hit", 120),
    Entry("日报", "#brief", "brief"),
    Entry("单位人员", "#units", "units"),
    Entry("审计", "#audit", "audit"),
]


@dataclass(frozen=True)
class Row:
    number: str
    name: str
    grade: str
    grade_label: str
    kind: str
    unit: str
    amount_cents: int
    left: timedelta
    step: str

    @property
    def due_at(self) -> datetime:
        return timezone.now() + self.left

    @property
    def started_at(self) -> datetime:
        return self.due_at - timedelta(minutes=30)

    @property
    def row_class(self) -> str:
        if self.left < timedelta():
            return "is-overdue"
        return "is-soon" if self.left < timedelta(minutes=15) else ""


def rows_sample() -> list[Row]:
    minute = timedelta(minutes=1)
    start = [
        Row("YJ-1122-0412", "周*", "critical", "特急", "冒充客服退款", "柳湾派出所",
            8_600_000, -12 * minute, "见面"),
        Row("YJ-1122-0418", "何**", "high", "高", "虚假投资理财", "东岭派出所",
            23_000_000, 4 * minute, "见面"),
        Row("YJ-1122-0421", "吴**", "high", "高", "冒充公检法", "东岭派出所",
            0, 11 * minute, "拨打"),
        Row("YJ-1122-0425", "唐*", "medium", "中", "刷单返利", "石桥镇下河村",
            1_250_050, 26 * minute, "签收"),
        Row("YJ-1122-0430", "邓**", "low", "低", "网络贷款", "石桥镇三里村",
            0, timedelta(hours=3, minutes=8), "签收"),
    ]  # fmt: skip
    return start * 24


class FilterForm(forms.Form):
    state = forms.ChoiceField(
        label="状态", choices=[("open", "未办结"), ("late", "已超时"), ("", "全部")],
        required=False,
    )  # fmt: skip
    grade = forms.ChoiceField(
        label="等级", required=False,
        choices=[("", "全部"), ("critical", "特急"), ("high", "高"), ("medium", "中")],
    )  # fmt: skip
    town = forms.ChoiceField(
        label="乡镇街道", required=False, choices=[("", "全部"), ("1", "石桥镇")]
    )
    on = forms.DateField(
        label="接收日期",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )


class DeedForm(forms.Form):
    payee = forms.CharField(label="收款人户名", max_length=40)
    account = forms.CharField(
        label="收款账号",
        help_text="按转账凭证原样填写，可以带空格。",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    amount = forms.DecimalField(
        label="转出金额",
        min_value=1,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "data-unit": "元"}),
    )
    at = forms.DateTimeField(
        label="转出时间",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    channel = forms.ChoiceField(
        label="转账渠道",
        choices=[("app", "手机银行"), ("net", "网上银行"), ("desk", "柜台"),
                 ("atm", "自助机"), ("pay", "第三方支付")],
    )  # fmt: skip
    note = forms.CharField(label="说明", widget=forms.Textarea, required=False)
    code = forms.CharField(
        label="动态验证码",
        max_length=6,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code",
                   "data-sensitive": ""}
        ),
    )  # fmt: skip

    warnings: dict[str, str] = {}

    def clean_account(self) -> str:
        account: str = self.cleaned_data["account"].replace(" ", "")
        if len(account) % 2:
            self.warnings = {"account": "账号校验位不符，请再核对一遍；仍可提交。"}
        return account


class VisitForm(forms.Form):
    version = forms.CharField(widget=forms.HiddenInput, required=False)
    result = forms.ChoiceField(
        label="见面结果",
        choices=[("met", "已见面劝住"), ("absent", "人不在"), ("refuses", "不配合")],
    )
    story = forms.CharField(label="经过", widget=forms.Textarea, required=False)
    moved = forms.ChoiceField(
        label="钱转出了吗", choices=[("no", "没有"), ("yes", "已转出"), ("", "说不清")],
        required=False, widget=forms.RadioSelect,
    )  # fmt: skip
    measures = forms.MultipleChoiceField(
        label="已做的事",
        required=False,
        choices=[("app", "卸载涉诈软件"), ("share", "结束屏幕共享"),
                 ("password", "改了密码"), ("bank", "告知银行"), ("kin", "告知家人")],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


def frame(**more: object) -> dict[str, Any]:
    return {
        "navigation": NAVIGATION,
        "own_unit": "云溪县反诈中心",
        "search_url": "#search",
        "notices_url": "#notices",
        "notices_count": 3,
        "sign_out_url": "#out",
        "account_url": "#account",
        **more,
    }


def parts(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    context = frame(
        now=now,
        soon=now + timedelta(minutes=7, seconds=12),
        later=now + timedelta(hours=22),
        past=now - timedelta(hours=1, minutes=3),
        start=now - timedelta(minutes=20),
        yesterday=now - timedelta(days=1),
        rows=rows_sample()[:5],
        history=history_sample(now),
        day=day_sample(),
        towns=towns_sample(),
        money=money_sample(),
        form=DeedForm(request.POST or None),
    )
    return render(request, "ui/showcase/parts.html", context)


def case(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    context = frame(
        due_at=now + timedelta(minutes=7, seconds=12),
        started_at=now - timedelta(minutes=22),
        history=history_sample(now),
        back_url="#list",
        back_label="预警列表",
    )
    return render(request, "ui/showcase/case.html", context)


def rows(request: HttpRequest) -> HttpResponse:
    found = [] if request.GET.get("state") == "late" else rows_sample()
    page = Paginator(found, 20).get_page(request.GET.get("page"))
    context = frame(
        page=page, filter_form=FilterForm(request.GET), export_url="#export"
    )
    return render(request, "ui/showcase/rows.html", context)


def deed(request: HttpRequest) -> HttpResponse:
    form = DeedForm(request.POST or None)
    if form.is_valid():
        offer_undo(request, "止付申请已提交。", request.path)
        return redirect(request.path)
    context = frame(
        form=form,
        verb="签发止付",
        final=True,
        back_url="#case",
        back_label="案件 AJ-1122-07",
        consequences=[
            "东岭农商行收到止付指令，时限 48 小时。",
            "账户户名“贺某”名下 1 个账户只进不出。",
            "本次签发记入审计，签发人为您本人。",
        ],
    )
    return render(request, "ui/showcase/deed.html", context)


def visit(request: HttpRequest) -> HttpResponse:
    form = VisitForm(request.POST or None, initial={"version": "1"})
    if request.method == "POST":
        return _visited(request, form)
    now = timezone.now()
    context = frame(
        form=form,
        due_at=now + timedelta(minutes=7, seconds=12),
        started_at=now - timedelta(minutes=22),
        back_url="#desk",
        back_label="待办",
    )
    return render(request, "ui/showcase/visit.html", context)


def _visited(request: HttpRequest, form: VisitForm) -> HttpResponse:
    if not form.is_valid():
        return JsonResponse({"status": "invalid", "errors": form.errors}, status=422)
    messages.success(request, "见面结果已保存。")
    return JsonResponse({"status": "saved", "url": request.path})


def history_sample(now: datetime) -> list[dict[str, object]]:
    minute = timedelta(minutes=1)
    return [
        {"at": now - 3 * minute, "what": "第 2 次拨打：无人接听", "who": "陈立民",
         "tone": "soon"},
        {"at": now - 9 * minute, "what": "第 1 次拨打：接通后挂断", "who": "陈立民",
         "detail": "对方称正在和“客服”通话，未说完即挂断。"},
        {"at": now - 14 * minute, "what": "已签收", "who": "陈立民 · 柳湾派出所",
         "tone": "done"},
        {"at": now - 20 * minute, "what": "网格签收超时，自动转柳湾派出所",
         "who": "系统", "tone": "danger"},
        {"at": now - 22 * minute, "what": "收到预警，按规则派发", "who": "系统"},
    ]  # fmt: skip


def day_sample() -> Chart:
    received = [4, 3, 2, 1, 1, 0, 1, 3, 8, 12, 14, 11, 9, 10, 13, 15, 12, 9, 11, 14,
                16, 12, 8, 6]  # fmt: skip
    met = [max(0, n - n // 4) for n in received]
    return Chart(
        title="近 24 小时预警",
        kind="line",
        labels=[f"{hour:02}:00" for hour in range(24)],
        series=[Series("收到", received), Series("已见面", met, "second")],
        unit="件",
    )


def towns_sample() -> Chart:
    return Chart(
        title="各乡镇未办结预警",
        kind="rows",
        labels=["石桥镇", "柳湾镇", "东岭街道", "三里乡", "白渡镇"],
        series=[Series("未办结", [9, 7, 6, 4, 1])],
        unit="件",
    )


def money_sample() -> Chart:
    return Chart(
        title="资金去向",
        kind="flow",
        tall=True,
        nodes=[
            Node("v", "受害人", 0, "****3321", "main"),
            Node("a", "贺某", 1, "****0718 已止付", "done"),
            Node("b", "苗某", 1, "****5540 待止付", "soon"),
            Node("c", "某商贸行", 2, "****8102", "danger"),
            Node("d", "沈某", 2, "****9933"),
            Node("e", "取现", 2, "自助机 2 笔", "danger"),
        ],
        links=[
            Link("v", "a", "¥50,000.00"),
            Link("v", "b", "¥36,000.00"),
            Link("a", "c", "¥20,000.00"),
            Link("b", "d", "¥16,000.00"),
            Link("b", "e", "¥20,000.00"),
        ],
    )
