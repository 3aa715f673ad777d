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

audit-what = { $kind }：{ $verb }

audit-kind-session = 登录会话
audit-kind-fault-record = 故障记录
audit-kind-pre-sale-report = 售前报告
audit-kind-charge = 费用
audit-kind-customer = 客户
audit-kind-user = 人员
audit-kind-organisation = 组织
audit-kind-portal = 系统

audit-verb-open = 登录
audit-verb-end = 退出
audit-verb-end-others = 退出其它会话
audit-verb-end-sessions = 结束全部会话
audit-verb-create = 新建
audit-verb-edit = 修改
audit-verb-read = 查阅
audit-verb-submit = 提交
audit-verb-withdraw = 撤回
audit-verb-correct = 更正
audit-verb-discard = 放弃
audit-verb-take = 领取
audit-verb-release = 放回
audit-verb-review = 审核
audit-verb-confirm = 确认
audit-verb-reverse = 冲销
audit-verb-invite = 邀请
audit-verb-deactivate = 停用
audit-verb-reactivate = 恢复使用
audit-verb-set-password = 设置密码
audit-verb-set-language = 更改语言
audit-verb-setup = 初始设置

# 变更中的字段
field-version = 版本
field-amount-fen = 金额（分）
field-reversed-by = 冲销单
field-revision = 修订版
