# 页面框架与通用部件的文字

brand = TierDesk
skip-to-content = 跳到正文
demo-label = 演示环境
demo-banner = 演示环境：全部为虚构数据，可随意操作，请勿填写真实资料。
request-number = 追踪编号 { $id }
close = 关闭
cancel = 取消
print = 打印
none = 无
required = 必填
choose = 请选择
see-all = 查看全部
internal = 内部
submit = 提交
save-draft = 保存草稿

## 导航
nav-main = 主导航
nav-more = 更多
nav-waiting = 待办数量：
nav-home = 待办
nav-fault-records = 故障记录
nav-pre-sale-reports = 售前报告
nav-reviews = 审核
nav-customers = 客户
nav-charges = 费用
nav-service-matrix = 服务政策
nav-people = 人员
nav-organisations = 组织
nav-audit = 审计
crumbs-label = 当前位置
search-label = 搜索
search-placeholder = 搜索编号、客户、序列号
language-other = English
language-label = 语言
person-menu = 个人菜单
person-account = 我的账户
person-logout = 退出登录

## 键盘快捷键
shortcuts-title = 键盘快捷键
shortcut-search = 跳到搜索框
shortcut-move = 在列表中下移、上移
shortcut-open = 打开选中的一行
shortcut-pick = 勾选选中的一行
shortcut-edit = 修改
shortcut-accept = 受理；在列表中分派勾选的请求
shortcut-send = 提交正在填写的请求或留言
shortcut-help = 显示本说明

## 表单
confirm-reason = 原因
remark-of-reviewer = 审核意见：
row-add = 添加一行：{ $list }
row-remove = 删除这一行：{ $list }
errors-title = 有 { $count } 处需要修改
error-of-field = { $label }：{ $message }
section-errors = { $count } 处错误
autosave-saving = 正在保存…
autosave-saved = 已保存 { $time }
autosave-faults = 已保存 { $time }，有 { $count } 处需要修改
autosave-offline = 未联网，已存在本机 { $time }，联网后自动保存
autosave-failed = 服务器暂无回应，已存在本机 { $time }，稍后自动重试
autosave-conflict = 已在别处修改，未覆盖；您写的已存在本机 { $time }
autosave-signed-out = 登录已失效，已存在本机 { $time }，重新登录后可以恢复
autosave-restore = 本机有 { $time } 写下、尚未保存的内容。
autosave-take = 恢复
autosave-drop = 丢弃
autosave-lost = 尚未保存，本机也无法暂存，请不要关闭本页
autosave-restore-newer = 本机有 { $time } 写下、尚未保存的内容；服务器上的版本更新。恢复后不会直接覆盖，由您比较后决定。
autosave-both = 这份草稿已在别处修改。两份都保留着，请选择：
autosave-compare = 比较后决定
autosave-theirs = 用服务器上的版本
logout-unsaved = 本机还有 { $count } 份内容没有保存到服务器，退出后将从本机删除。确定退出？
now = 现在
today = 今天
presets-for = { $label }：常用分钟数

## 列表
filters-label = 筛选
filters-apply = 筛选
filter-any = 全部
filters-clear = 清除筛选
list-search-label = 在列表中搜索
list-search-placeholder = 编号、名称、序列号
list-more = 更多
list-first = 回到第一页
list-shown = 本页 { $count } 条
pages-label = 翻页
pick-all = 全选本页
pick-column = 选择
pick-one = 选择 { $what }
pick-hint = 勾选要处理的行
pick-count = 已选 { $count } 条

## 记录
timeline-label = 经过
entitlement-title = 本次服务的权益
entitlement-incomplete = 填写后即可得出结论
entitlement-missing = 还需要：
entitlement-unknown = 暂时无法得出结论
entitlement-failed = 暂时无法更新，结论可能不是最新的。
entitlement-about = 预计 { $amount }
entitlement-payer = 由{ $payer }承担
entitlement-not-provided-note = 厂商不提供，可由代理商自行完成并提交记录。
entitlement-billed-by-agent = 由代理商直接向客户收取，不计入厂商账目。
same-city-yes = 与服务网点同城
same-city-no = 与服务网点不同城
estimate-title = 费用预计
estimate-total = 合计（不含税）
list-price = 目录价
decision-why = 查看依据
policy-version = 依据服务政策第 { $version } 版

## 审核
diff-changed = 已修改
diff-new = 本版
remark-add = 批注
remark-on = 对“{ $field }”的批注
verdict-comment = 总体意见
verdict-comment-help = 退回和拒绝时必填。具体问题请在字段旁批注。
verdict-approve = 通过
verdict-return = 退回
verdict-reject = 拒绝
verdict-what-return = 作者按批注修改后可再次提交，不产生费用。
verdict-what-reject = 记录终止，不能再提交，不产生费用。
check-result-ok = 正常
check-result-attention = 请留意
check-result-danger = 有问题

## 服务政策
scroll-table = 可横向滚动：{ $title }
matrix-title = 响应体系表
matrix-class = 服务对象
matrix-own = 您的类别
catalogue-title = 服务目录
catalogue-code = 代码
catalogue-service = 服务
catalogue-phase = 阶段
catalogue-delivery = 方式
catalogue-not-offered = 不提供
catalogue-owes = 应交记录
