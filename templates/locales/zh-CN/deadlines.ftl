# 时限：判定结果与依据
deadline-target-respond = 响应
deadline-target-onsite = 到场
deadline-target-workaround = 临时方案
deadline-target-resolve = 解决
deadline-clock-elapsed = 连续计时
deadline-clock-service-days = 按服务日计
deadline-clock-service-hours = 按服务时间计
deadline-before = { $target }：须早于 { $due }。时限 { $length }，{ $clock }，{ $calendar }。
deadline-within = { $target }：不晚于 { $due }。时限 { $length }，{ $clock }，{ $calendar }。
deadline-standing = { $target }：正在等待客户，计时暂停，到期时间待定。时限 { $length }，{ $clock }，{ $calendar }。
deadline-interval-counted = { $from } 至 { $to }：计入 { $length }
deadline-interval-closed = { $from } 至 { $to }：不在服务时间内，不计（{ $length }）
deadline-interval-no-service-day = { $from } 至 { $to }：非服务日，不计（{ $length }）
deadline-interval-holiday = { $from } 至 { $to }：法定节假日，不计（{ $length }）
deadline-interval-paused = { $from } 至 { $to }：第 { $pause } 次暂停，不计（{ $length }）
deadline-guessed-year = 没有 { $year } 年的节假日数据，该年只按星期推算；管理员导入后以导入的数据为准。
deadline-moment = { $day }（{ $weekday }）{ $time }
deadline-weekday-1 = 周一
deadline-weekday-2 = 周二
deadline-weekday-3 = 周三
deadline-weekday-4 = 周四
deadline-weekday-5 = 周五
deadline-weekday-6 = 周六
deadline-weekday-7 = 周日
deadline-hours = { $count } 小时
deadline-minutes = { $count } 分钟
deadline-seconds = { $count } 秒
deadline-none = 该服务方案没有时限。
deadline-expert-group = 技术专家小组同时介入（7×24）。
deadline-send-engineer = 远程未能解决的，工程师最迟于 { $at } 出发。

# 请求字段
field-profile = 时限方案
field-onsite = 已约定现场服务
field-pauses = 暂停
field-pauses-from = 暂停开始
field-pauses-to = 暂停结束

# 请求中的错误
error-unknown-profile = 没有这个“{ $field }”。
error-severity-not-in-profile = 该时限方案没有这个“{ $field }”。
error-ends-before-it-begins = “{ $field }”早于暂停开始。
