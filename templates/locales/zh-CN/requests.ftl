# 服务请求
problem-detail-request-not-in-state = 请求目前的状态不允许这一步。
problem-detail-reopen-too-late = 解决已超过 7 天，不能重新打开；请提出新的请求。
problem-detail-nobody-to-escalate-to = 已经在最后一级，没有可以再升级的对象。
problem-detail-already-confirmed = 客户已经确认。
problem-detail-request-is-over = 请求已经关闭或取消，不能再修改。
problem-detail-not-confirmed = 客户尚未确认，还不能关闭；解决后 7 天没有回音即视为确认。
problem-detail-record-missing = 还没有提交服务记录，不能关闭。
problem-detail-already-accepted = { $name } 已经受理这个请求。
problem-detail-already-assigned = 这个请求已经分派给 { $name }。
problem-detail-not-yours-to-serve = 这个请求不在您手上，您可以查看，但不能进行这一步。
problem-detail-vendor-has-it = 请求已经在厂商手上。

error-in-past = “{ $field }”已经过去，请填写将来的时间。
