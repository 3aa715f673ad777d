# 客户
title-customers = 客户
title-customer = { $name }
title-customer-new = 新建客户
title-customer-edit = 修改客户

field-customer-name = 客户名称
field-customer-city = 所在城市
field-help-customer-city = 输入城市名称或六位代码
field-customer-class = 客户类别
field-help-customer-class = 创建后不能修改
field-credit-code = 统一社会信用代码
field-help-credit-code = 18 位；校验不通过只作提醒
field-industry = 行业
field-agent-id = 代理商
field-help-customer-agent-id = 最终用户由哪家代理商服务；尚无代理商的可留空
field-account-manager-id = 大客户经理
field-help-customer-account-manager-id = 仅用于大客户
field-help-customer-organisation-id = 客户自己登录或付款时所代表的组织；大客户留空时自动建立
field-contacts = 联系人
field-contacts-name = 姓名
field-position = 职务
option-class-agent = { class-agent }
option-class-end-user = { class-end-user }
option-class-key-account = { class-key-account }

customer-new = 新建客户
customers-search = 名称、信用代码、联系人
customers-contact = 联系人
customers-created = 创建时间
customers-changed = 最近修改
customers-managed-by = 大客户经理 { $name }
customers-empty = 还没有客户
customers-empty-help = 先建立客户，再为其填写服务记录。
customers-none-found = 没有符合条件的客户
customers-none-found-help = 换个关键词，或清除筛选条件。
customer-facts = 客户资料
customer-records = 服务记录
customer-no-contacts = 还没有登记联系人。
customer-new-fault-record = 填写故障记录
customer-new-pre-sale-report = 填写售前报告
customer-create-anyway = 仍然创建
customer-create-anyway-what = 将另建一个客户，不影响已有客户。

warning-credit-code-length = 统一社会信用代码应为 18 位，请核对。
warning-credit-code-character = 统一社会信用代码含有不应出现的字符，请核对。
warning-credit-code-check = 统一社会信用代码的校验位不符，请核对。
warning-same-name = 已有名称相同的客户：{ $names }
warning-same-credit-code = 已有信用代码相同的客户：{ $names }

flash-customer-created = 客户已创建。
flash-customer-saved = 客户资料已保存。

field-fixed-engineer-id = 固定服务工程师
field-help-customer-fixed-engineer-id = 熟悉该客户系统的人员，受理其请求时优先推荐。
field-sla-profile = 时限方案
field-help-customer-sla-profile = 留空则按客户类别的方案；只对此后提出的请求生效。
field-apply-to-open = 同时应用到未结请求
field-help-customer-apply-to-open = 未结请求的时限将重新计算；已超时的仍记为超时。
field-requests-shared = 同事之间可见请求
customer-usual-profile = 按客户类别
customer-sharing = 同事的请求
customer-sharing-on = 贵公司的每位联系人都能看到公司的全部请求。
customer-sharing-off = 每位联系人只能看到自己提出的或与自己有关的请求。
customer-sharing-stop = 改为各看各的
customer-sharing-start = 改为同事可见
error-lacks-severity = “{ $field }”：新方案没有某个未结请求的级别，未做任何更改。
