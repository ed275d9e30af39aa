"""Published data sets are read under their own column names."""

from pathlib import Path

import pytest

from wuzha.detection.files import TableError
from wuzha.detection.layouts import KNOWN, layout
from wuzha.detection.moments import microseconds as us
from wuzha.detection.moments import written
from wuzha.detection.tables import transfer_batches

FILES = {
    "amlworld": (
        "Timestamp,From Bank,Account,To Bank,Account,Amount Received,"
        "Receiving Currency,Amount Paid,Payment Currency,Payment Format,Is Laundering",
        "2022/09/01 00:20,010,8000EBD30,011,8000EBD31,3697.34,US Dollar,3697.34,"
        "US Dollar,Wire,1",
    ),
    "amlsim": (
        "tran_id,orig_acct,bene_acct,tx_type,base_amt,tran_timestamp,is_sar,alert_id",
        "9,1001,2001,TRANSFER,150.50,2017-01-01T10:00:00Z,False,-1",
    ),
    "amlgentex": (
        "step,type,amount,nameOrig,bankOrig,daysInBankOrig,phoneChangesOrig,"
        "oldbalanceOrig,newbalanceOrig,nameDest,bankDest,daysInBankDest,"
        "phoneChangesDest,oldbalanceDest,newbalanceDest,isSAR,alertID,modelType",
        "3,TRANSFER,27.5,17,bank_a,1,0,10,5,18,bank_b,1,0,5,10,1,2,3",
    ),
    "samld": (
        "Time,Date,Sender_account,Receiver_account,Amount,Payment_currency,"
        "Received_currency,Sender_bank_location,Receiver_bank_location,Payment_type,"
        "Is_laundering,Laundering_type",
        "10:35:19,2022-10-07,8724731955,2769355426,1459.15,UK pounds,UK pounds,UK,UK,"
        "Cash Deposit,1,Smurfing",
    ),
    "paysim": (
        "step,type,amount,nameOrig,oldbalanceOrg,newbalanceOrig,nameDest,"
        "oldbalanceDest,newbalanceDest,isFraud,isFlaggedFraud",
        "5,TRANSFER,181.00,C1305486145,181.0,0.00,C553264065,0.0,0.0,1,0",
    ),
}
WANTED = {
    "amlworld": ("f-1", "2022-09-01T00:20Z", "010 8000EBD30", "011 8000EBD31", 369734),
    "amlsim": ("9", "2017-01-01T10:00Z", "1001", "2001", 15050),
    "amlgentex": ("f-1", "2017-01-04T00:00Z", "17", "18", 2750),
    "samld": ("f-1", "2022-10-07T10:35:19Z", "8724731955", "2769355426", 145915),
    "paysim": ("f-1", "2016-01-01T05:00Z", "C1305486145", "C553264065", 18100),
}


def test_every_layout_that_comes_with_wuzha_is_tried_here() -> None:
    assert set(KNOWN) == FILES.keys() == WANTED.keys()


@pytest.mark.parametrize("name", KNOWN)
def test_a_row_of_each_data_set_is_read(name: str, tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("\n".join(FILES[name]), "utf8")
    [(batch, _)] = transfer_batches(path, layout(name).pieces)
    [row] = batch.to_pylist()
    tx_id, at, src, dst, cents = WANTED[name]
    assert (row["tx_id"], row["src"], row["dst"]) == (tx_id, src, dst)
    assert (row["at_us"], row["amount_cents"]) == (us(written(at)), cents)
    assert row["is_illicit"] is (name != "amlsim")
    assert row["pattern"] == ("Smurfing" if name == "samld" else None)


@pytest.mark.parametrize(
    ("paid", "cents"),
    [
        ("0.025852", 3),
        ("0.000001", 0),
        ("100.125", 10012),
        ("1046302363293.48", 104630236329348),
    ],
)
def test_an_amount_of_any_currency_is_read_to_the_cent(
    paid: str, cents: int, tmp_path: Path
) -> None:
    """AMLworld has bitcoin in six decimals, and over a trillion of other money."""
    path = tmp_path / "f.csv"
    path.write_text("\n".join(FILES["amlworld"]).replace("3697.34", paid), "utf8")
    [(batch, _)] = transfer_batches(path, layout("amlworld").pieces)
    assert batch["amount_cents"].to_pylist() == [cents]


def test_an_amount_over_ten_trillion_is_refused_there_too(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    absurd = "\n".join(FILES["amlworld"]).replace("3697.34", "10000000000001")
    path.write_text(absurd, "utf8")
    with pytest.raises(TableError, match="金额应是零到10万亿元之间的数"):
        list(transfer_batches(path, layout("amlworld").pieces))


def test_another_file_than_the_layout_says_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("\n".join(FILES["paysim"]), "utf8")
    with pytest.raises(TableError, match=r"f\.csv 缺少 SAML-D 的列 Date"):
        list(transfer_batches(path, layout("samld").pieces))


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("paysim", "5,TRANSFER", "five,TRANSFER", "列 step：步数应是整数"),
        ("samld", "2022-10-07", "07/10/2022", "列 Date Time：时间应写成"),
    ],
)
def test_a_time_that_cannot_be_read_is_refused(
    name: str, old: str, new: str, message: str, tmp_path: Path
) -> None:
    path = tmp_path / "f.csv"
    path.write_text("\n".join(FILES[name]).replace(old, new), "utf8")
    with pytest.raises(TableError, match=message):
        list(transfer_batches(path, layout(name).pieces))
