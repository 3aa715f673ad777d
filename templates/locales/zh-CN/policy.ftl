# 服务政策：响应体系表、服务目录、价目与“我能得到什么”

# 费用预计的一行
price-per-unit = { $price }／{ $unit }
part-with-number = { $name }（{ $part }）
estimate-line-quantity = { $quantity } × { $price }；{ $reason }
estimate-line-part = { $part }：{ $quantity } × { $price }；{ $reason }
estimate-line-price = { $price }；{ $reason }
estimate-line-unpriced = { $part }：{ $quantity }；{ $reason }
quantity-minutes = { $count } 分钟
quantity-visit = { $count } 次
quantity-hour = { $count } 小时
quantity-trip = { $count } 趟
quantity-piece = { $count } 件
quantity-job = { $count } 次维修
line-with-notes = { $line }（{ $notes }）
line-maintenance = 维护成本费
line-severity = { $severity } 级故障费率
line-discount = { $grade }优惠 { $percent }%
hours-day = 日间
hours-night = 夜间
hours-weekend = 周末
hours-holiday = 法定节假日
grade-authorised = 授权代理
grade-silver = 银牌代理
grade-gold = 金牌代理

# 判定请求中的错误
error-before-first-version = “{ $field }”早于第一版服务政策的生效时间。
error-unknown-service = 服务目录中没有这个服务代码，请重新选择“{ $field }”。
error-record-not-approved = 这份记录还没有通过审核，不能为它付服务费。
error-record-has-fee = 这份记录已付过服务费或正在等待决定。
error-no-agent = “{ $field }”所选的最终用户还没有代理商。指定代理商之前，只答复咨询类服务（SPSR001–SPSR003）。
error-no-price = “{ $field }”所在时间没有生效的价目表。
error-amount-out-of-range = “{ $field }”的金额超出可以计算的范围。

# 页面
title-service-matrix = 服务政策
matrix-note = 第 { $version } 版，自 { $from } 起生效。级别随每次服务的时间与地点判定。
ask-title = 我能得到什么？
ask-note = 选择服务和服务地点，即可看到是否提供、是否收费、由谁承担以及依据。
ask-class = 服务对象：
ask-submit = 查询
ask-clear = 清空
points-title = 服务网点
points-note = 服务地点所在城市有正在运营的网点，即为“同城”。
points-from = 自 { $from } 起
points-from-to = { $from } 至 { $to }
points-closed = 未运营
tiers-title = 一级城市
tiers-note = 用于响应时限；其余城市均为“其它城市”。
prices-title = 价目表
prices-note = 第 { $version } 版价目表，自 { $from } 起执行，价格不含税；服务税率 { $services }%，货物税率 { $goods }%。
prices-versions = 各版价目表
prices-services = 服务
prices-travel = 交通与维修人工
prices-parts = 备件
prices-what = 项目
prices-unit = 单位
prices-price = 单价（不含税）
price-travel-same-city = 同城交通
price-travel-same-province = 同省交通
price-travel-elsewhere = 跨省交通
price-labour = 维修人工（免费服务期外）
price-labour-1 = 维修人工，一级故障
price-labour-2 = 维修人工，二级故障
price-labour-3 = 维修人工，三级故障
price-labour-4 = 维修人工，四级故障
price-maintenance = 维护成本费（免费服务期外每次维修）
price-travel-tier1 = 交通，一级城市
price-travel-other = 交通，其它城市
price-rate-night = 夜间人工加收 { $percent }%（服务台办公时间之外）
price-rate-weekend = 周末人工加收 { $percent }%
price-rate-holiday = 法定节假日人工加收 { $percent }%
price-discount-authorised = 授权代理优惠 { $percent }%
price-discount-silver = 银牌代理优惠 { $percent }%
price-discount-gold = 金牌代理优惠 { $percent }%

# 查询表单
field-ask-class = 服务对象
field-ask-service-code = 服务
field-ask-city = 服务地点（城市）
field-help-ask-city = 输入城市名称或六位代码
field-ask-at = 服务时间
field-help-ask-at = 留空即按现在判定
field-ask-escalated = 代理商已升级给厂商（仅对最终用户有意义）
option-ask-class-agent = 代理商
option-ask-class-end-user = 最终用户
option-ask-class-key-account = 大客户

# 判定请求的字段
field-class = 服务对象
field-customer-id = 客户
field-service-code = 服务代码
field-city = 服务地点
field-at = 时间
field-escalated = 已升级给厂商
field-product-id = 产品
field-labour-minutes = 工时（分钟）
field-parts = 备件
field-parts-part = 备件编号
field-parts-quantity = 数量
