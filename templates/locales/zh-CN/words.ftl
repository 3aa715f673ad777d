# 规格中标识符对应的用词：由 word(prefix=…, value=…) 查得

status-draft = 草稿
status-submitted = 待审核
status-in-review = 审核中
status-returned = 已退回
status-approved = 已通过
status-rejected = 已拒绝

charge-status-pending = 待确认
charge-status-confirmed = 已确认
charge-status-held = 暂缓
charge-status-waived = 已减免
charge-status-invoiced = 已出账
charge-status-paid = 已付清
charge-status-reversed = 已冲销

level-x = 不提供
level-s0 = 收费
level-s1 = 同城免费
level-s2 = 免费

outcome-free = 免费
outcome-charged = 收费
outcome-not-provided = 厂商不提供

class-agent = 代理商
class-end-user = 最终用户
class-key-account = 大客户

phase-pre-sale = 售前
phase-after-sale = 售后
delivery-onsite = 现场
delivery-remote = 远程

component-visit = 服务
component-travel = 差旅
component-labour = 维修人工
component-parts = 部件
component-penalty = 贷记
component-service-fee = 服务费

rule-catalogue = 服务目录
rule-matrix = 服务矩阵
rule-routing = 提供方
rule-level = 等级
rule-coverage = 保障
rule-payer = 承担方

duration-minutes = { $minutes } 分钟
duration-hours = { $hours } 小时
duration-hours-minutes = { $hours } 小时 { $minutes } 分钟
