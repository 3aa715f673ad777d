# 我的账户、登录与一次性链接
title-account = 我的账户
title-login = 登录
title-set-password = 设置密码
title-setup = 初始化分级服务台

field-password = 密码
field-current-password = 当前密码
field-new-password = 新密码
field-help-new-password = 至少 10 个字符，不易被猜中
field-repeat-password = 再次输入新密码
field-totp = 动态口令
field-refresh-token = 刷新令牌
error-wrong-password = “{ $field }”不正确。
error-not-the-same = 两次输入的密码不一致。

login-submit = 登录
login-help = 没有收到邮件？请联系本单位管理员，由其生成新的一次性链接。
login-demo-title = 演示账号
login-demo-help = 点按即以该身份登录。所有账号的密码都是 { $password }。
login-left = 您已退出登录。
login-setup-done = 初始化完成，请登录。
set-password-note = 请为账户设置密码。完成后自动登录，本链接随即失效。
setup-note = 建立厂商组织和第一位系统管理员。完成后本链接失效。
link-gone = 链接已失效
link-gone-help = 链接可能已使用、已过期或不完整。请通过“忘记密码”重新申请，或向管理员索取。

account-facts = 基本信息
account-facts-help = 如需修改，请联系管理员。
account-password = 修改密码
account-password-change = 修改密码
account-password-what = 修改后，您在其他设备上的会话立即结束。
account-sessions = 登录的设备
account-sessions-help = 如发现陌生的设备，请结束其会话并修改密码。
account-session-agent = 设备
account-session-address = 网络地址
account-session-since = 登录时间
account-session-end = 结束
account-session-current = 当前
account-end-others = 结束其他全部会话
session-kind-pages = 浏览器
session-kind-api = 程序接口

flash-password-changed = 密码已修改，其他会话已结束。
flash-session-ended = 会话已结束。
flash-sessions-ended = 其他会话已全部结束。
flash-too-many-tries = 尝试次数过多，请稍后再试。
