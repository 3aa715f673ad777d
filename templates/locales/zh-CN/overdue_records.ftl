# 逾期记录
title-overdue-records = 逾期未交的记录
nav-overdue-records = 逾期记录
home-overdue-records = 尚未提交
overdue-records-what = 服务已结束，但未在当周{ $weekday } 24:00 前提交服务记录的请求。
overdue-records-what-later = 服务已结束，但未在当周{ $weekday } 24:00 之后的 { $days } 天内提交服务记录的请求。
overdue-records-none = 没有逾期的记录
overdue-records-none-help = 已结束的服务都已提交记录，或仍在期限内。
overdue-record-request = 请求
overdue-record-owed-by = 应由谁提交
overdue-record-ended = 服务结束
overdue-record-since = 逾期自
overdue-record-begin = 记录
request-begin-record = 填写服务记录
