# 审计日志
title-audit = 审计日志
audit-note = 谁、何时、从何处、做了什么、前后有何不同。日志只增不改。
audit-filter-kind = 类别
audit-at = 时间
audit-actor = 操作人
audit-action = 操作
audit-object = 对象
audit-object-placeholder = 编号或 ID
audit-changes = 变更
audit-changes-count = { $count } 项变更
audit-empty = 没有符合条件的日志
audit-empty-help = 请放宽筛选条件。

audit-kind-session = 登录
audit-kind-fault-record = 故障记录
audit-kind-pre-sale-report = 售前报告
audit-kind-charge = 费用
audit-kind-customer = 客户
audit-kind-user = 人员
audit-kind-organisation = 组织
audit-kind-policy = 服务政策

audit-action-session-open = 登录
audit-action-session-end = 退出登录
audit-action-charge-create = 产生费用
audit-action-charge-confirm = 确认费用
audit-action-charge-reverse = 冲销费用
audit-action-fault-record-create = 新建故障记录
audit-action-fault-record-edit = 修改故障记录
audit-action-fault-record-submit = 提交故障记录
audit-action-fault-record-withdraw = 撤回故障记录
audit-action-fault-record-correct = 更正故障记录
audit-action-fault-record-discard = 放弃故障记录
audit-action-fault-record-take = 领取故障记录
audit-action-fault-record-release = 放回故障记录
audit-action-fault-record-review = 审核故障记录
audit-action-pre-sale-report-create = 新建售前报告
audit-action-pre-sale-report-edit = 修改售前报告
audit-action-pre-sale-report-submit = 提交售前报告
audit-action-pre-sale-report-withdraw = 撤回售前报告
audit-action-pre-sale-report-correct = 更正售前报告
audit-action-pre-sale-report-discard = 放弃售前报告
audit-action-pre-sale-report-take = 领取售前报告
audit-action-pre-sale-report-release = 放回售前报告
audit-action-pre-sale-report-review = 审核售前报告

# 变更中的字段
field-version = 版本
field-amount-fen = 金额（分）
field-reversed-by = 冲销单
field-revision = 修订版
