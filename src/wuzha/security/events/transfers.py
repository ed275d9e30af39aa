"""What the audit's page says of transfers: hits, and answers before they leave."""

from wuzha.lib.words import N_

EVENTS = {
    "transfer.answers_forgotten": N_("转账答复到期删除"),
    "transfer.decided": N_("答复转账"),
    "transfer.ended": N_("银行告知询问结果"),
    "transfer.held": N_("暂缓转账"),
    "transfer.looked_at": N_("核实暂缓的转账"),
    "transfer.released_unseen": N_("到时无人核实，自动放行"),
}
NOUNS = {
    "decisions.Decision": N_("转账答复"),
}
