# 对账单：列表、明细、出具
statement-line = { $what }：{ $component }
problem-detail-nothing-to-bill = 该付款方在这个月没有尚未列入对账单的已确认费用。
problem-detail-allocation-not-positive = 核销金额必须大于零。
problem-detail-allocation-too-large = 核销金额超过对账单的未付金额。
problem-detail-statement-confirmed = 该对账单已经确认。
problem-detail-lines-wait = 还有明细等待答复或审核，暂不能确认整份对账单。
problem-detail-line-not-open = 这一行目前的状态不允许这样做。
problem-detail-line-without-record = 这一行没有对应的服务记录，请改为提问，由财务答复。
problem-detail-run-goes-on = 这个月的批量出具正在进行。
