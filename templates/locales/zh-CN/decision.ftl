# 判定的步骤
step-catalogue-offered =
    服务目录中，{ $service_code }“{ $service_name_zh }”向{ $class ->
        [agent] 代理商
        [end_user] 最终用户
       *[key_account] 大客户
    }提供。
step-catalogue-not-offered =
    服务目录中，{ $service_code }“{ $service_name_zh }”不向{ $class ->
        [agent] 代理商
        [end_user] 最终用户
       *[key_account] 大客户
    }提供，因此厂商不提供此项服务。
step-matrix =
    按第 { $policy_version } 版响应体系表，{ $class ->
        [agent] 代理商
        [end_user] 最终用户
       *[key_account] 大客户
    }的{ $phase ->
        [pre_sale] 售前
       *[after_sale] 售后
    }{ $delivery ->
        [onsite] 现场
       *[remote] 远程
    }服务级别为 { $concluded }（{ $concluded ->
        [X] 不提供
        [S0] 收费
        [S1] 同城免费、异城收费
       *[S2] 免费
    }）。
step-routing-agent = 代理商提出的服务由厂商提供。
step-routing-key-account = 大客户的服务由厂商直接提供，代理商可以参与。
step-routing-end-user = 最终用户的服务首先由其代理商提供；代理商无法解决时，可升级给厂商。
step-routing-escalated = 代理商无法解决，已升级给厂商，由厂商提供服务。
step-routing-prospect = 该最终用户尚无代理商：咨询由厂商服务台直接答复，其他服务须先指定代理商。
step-level-x = 级别 X：厂商不提供此项服务。
step-level-x-end-user = 级别 X：厂商不提供此项服务，升级后也不提供；代理商可自行完成并填报记录，费用为 0。
step-level-s0 = 级别 S0：此项服务收费，与地点无关。
step-level-s1-same-city = 级别 S1：{ $city_name_zh }有正在运营的服务网点，属于同城，免费。
step-level-s1-other-city = 级别 S1：{ $city_name_zh }没有正在运营的服务网点，属于异城，收费。
step-level-s2 = 级别 S2：此项服务免费，与地点无关。
step-coverage-agent-bills = 此项服务由代理商提供并自行收费，不进入厂商账目，保修在此不改变收费。
step-coverage-agent-serves = 此项服务由代理商免费提供，无需判断保修。
step-coverage-repair =
    上门费与交通费按响应体系表执行。维修工时：{ $free_service ->
        [covered] 在免费服务期内（至 { $free_service_until }），免费
        [excluded_cause] 由客户或第三方原因造成，不在免费服务范围内，收费
       *[other] { $labour_charged_afterwards ->
            [true] { $free_service ->
                [ended] 免费服务期已于 { $free_service_until } 结束，收取维护成本费
                [not_started] 早于验收日期 { $accepted_on }，收费
               *[no_acceptance] 没有验收日期，不能按免费服务处理，收费
            }
           *[false] 按政策不收取维护成本费
        }
    }。备件：{ $warranty ->
        [covered] 在质量保证期内（至 { $warranty_until }），免费
        [ended] 质量保证期已于 { $warranty_until } 结束，收费
        [not_started] 早于验收日期 { $accepted_on }，收费
        [excluded_cause] 由客户或第三方原因造成，不在质量保证范围内，收费
       *[no_acceptance] 没有验收日期，不能按质量保证处理，收费
    }。
step-coverage-repair-visit-free = 在免费服务期内（至 { $free_service_until }），按政策上门费、交通费与维修工时均免费。
step-coverage-parts =
    此项服务没有维修工时。备件：{ $warranty ->
        [covered] 在质量保证期内（至 { $warranty_until }），免费
        [ended] 质量保证期已于 { $warranty_until } 结束，收费
        [not_started] 早于验收日期 { $accepted_on }，收费
        [excluded_cause] 由客户或第三方原因造成，不在质量保证范围内，收费
       *[no_acceptance] 没有验收日期，不能按质量保证处理，收费
    }。
step-coverage-nothing = 此项服务不涉及维修工时与备件，保修不改变收费。
step-coverage-registered = 按已登记的产品判断：{ $accepted_on ->
        [none] 验收与交付日期均未登记
       *[other] 自 { $accepted_on } 起算
    }，免费服务 { $free_service_months } 个月，质量保证 { $warranty_months } 个月。
step-coverage-agent-contract = 此项服务由代理商提供，客户的维保合同同样有效。
step-coverage-contract-visit =
    维保合同 { $contract }（至 { $contract_until }）覆盖此产品。{ $contract_visit ->
        [covered] 上门次数在合同约定之内，免费，使用 { $contract_spent } 次{ $contract_remains ->
            [unlimited] （不限次数）
           *[other] ，剩余 { $contract_remains } 次
        }
        [partly] 合同只剩 { $contract_spent } 次，免费且用尽，其余次数收费
        [used_up] 约定的次数已用完，上门收费
        [not_included] 合同不含此项服务，上门按响应体系表执行
       *[not_needed] 上门本已免费，不占用合同次数
    }。
step-coverage-contract-repair =
    维修工时{ $contract_labour ->
        [no] 不含在合同内
       *[other] 由合同 { $contract_labour } 包含，免费
    }；备件{ $contract_parts ->
        [no] 不含在合同内
       *[other] 由合同 { $contract_parts } 包含，免费
    }。
step-coverage-workshop = 设备取走后在维修间修复：无人上门，不计上门与交通费，维修工时按本条规则。
step-coverage-security = 产品安全缺陷：补丁与维修工时终身免费，经厂商审核确认。
step-payer-agent = 费用由代理商承担，厂商向代理商结算。
step-payer-escalated = 费用由该最终用户的代理商承担：厂商只与代理商结算，不向最终用户收费。
step-payer-key-account = 费用由大客户承担，厂商向其结算。
step-payer-end-user = 费用由最终用户承担，由代理商自行收取，不进入厂商账目。

# 费用明细的原因
line-reason-level-free = 级别 S2，免费
line-reason-same-city-free = 同城，免费
line-reason-level-charged = 级别 S0，收费
line-reason-other-city-charged = 异城，收费
line-reason-agent-serves = 由代理商免费提供
line-reason-free-service = 免费服务期内，免费
line-reason-free-service-ended = 免费服务期已过，收取维护成本费
line-reason-labour-not-charged = 按政策不收取维护成本费
line-reason-security-defect = 产品安全缺陷，终身免费
line-reason-warranty = 质量保证期内，免费
line-reason-warranty-ended = 质量保证期已过，收费
line-reason-before-acceptance = 早于验收日期，收费
line-reason-no-acceptance = 没有验收日期，收费
line-reason-excluded-cause = 客户或第三方原因，收费
line-reason-contract = 维保合同包含，免费
line-reason-priced-by-person = 价目表中没有此备件，由财务定价
line-reason-price-on-request = 价目表中没有此备件，需另行报价

# 响应体系表、服务目录与账单的用词
provider-vendor = 厂商
provider-agent = 代理商
payer-agent = 代理商
payer-end-user = 最终用户
payer-key-account = 大客户
cause-class-product = 产品原因
cause-class-configuration = 配置原因
cause-class-environment = 环境原因
cause-class-third-party = 第三方原因
cause-class-customer = 客户原因
cause-class-unknown = 原因不明
city-tier-tier1 = 一级城市
city-tier-other = 其它城市
owed-record-pre-sale-report = 售前报告
owed-record-fault-record = 产品故障记录表
owed-record-inspection-report = 巡检报告
owed-record-training-record = 培训记录
unit-visit = 次
unit-hour = 小时
unit-trip = 趟
unit-piece = 件
unit-job = 次维修
distance-same-city = 同城
distance-same-province = 同省
distance-elsewhere = 外省
