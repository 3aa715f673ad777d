# The steps of a decision
step-catalogue-offered =
    The catalogue offers { $service_code } “{ $service_name_en }” to { $class ->
        [agent] agents
        [end_user] end users
       *[key_account] key accounts
    }.
step-catalogue-not-offered =
    The catalogue does not offer { $service_code } “{ $service_name_en }” to { $class ->
        [agent] agents
        [end_user] end users
       *[key_account] key accounts
    }, so the vendor does not provide it.
step-matrix =
    By version { $policy_version } of the service matrix, { $phase ->
        [pre_sale] pre-sale
       *[after_sale] after-sale
    } { $delivery ->
        [onsite] onsite
       *[remote] remote
    } service for { $class ->
        [agent] agents
        [end_user] end users
       *[key_account] key accounts
    } is level { $concluded } ({ $concluded ->
        [X] not provided
        [S0] charged
        [S1] free in the same city, charged elsewhere
       *[S2] free
    }).
step-routing-agent = What an agent asks for, the vendor provides.
step-routing-key-account = The vendor serves key accounts itself; an agent may take part.
step-routing-end-user = An end user is always served by its agent first; what the agent cannot solve it may escalate to the vendor.
step-routing-escalated = The agent could not solve it and escalated it, so the vendor provides the service.
step-routing-prospect = This end user has no agent yet: the vendor's desk answers consulting; everything else waits until an agent is assigned.
step-level-x = Level X: the vendor does not provide this.
step-level-x-end-user = Level X: the vendor does not provide this, not even on escalation. The agent may do it itself and files its record, at 0.
step-level-s0 = Level S0: this is charged, wherever it is done.
step-level-s1-same-city = Level S1: { $city_name_en } has a service point in operation, so it counts as the same city and is free.
step-level-s1-other-city = Level S1: { $city_name_en } has no service point in operation, so it counts as another city and is charged.
step-level-s2 = Level S2: this is free, wherever it is done.
step-coverage-agent-bills = The agent provides this and bills it itself; nothing enters the vendor’s books, and coverage changes nothing here.
step-coverage-agent-serves = The agent provides this free of charge; there is nothing for coverage to change.
step-coverage-repair =
    Attendance and travel follow the matrix. Labour of repair: { $free_service ->
        [covered] within free service (until { $free_service_until }), free
        [excluded_cause] caused by the customer or a third party, which free service excludes, charged
       *[other] { $labour_charged_afterwards ->
            [true] { $free_service ->
                [ended] free service ended on { $free_service_until }, charged
                [not_started] before acceptance on { $accepted_on }, charged
               *[no_acceptance] no acceptance date is known, so free service cannot be granted, charged
            }
           *[false] not charged under this policy
        }
    }. Parts: { $warranty ->
        [covered] within the warranty (until { $warranty_until }), free
        [ended] the warranty ended on { $warranty_until }, charged
        [not_started] before acceptance on { $accepted_on }, charged
        [excluded_cause] caused by the customer or a third party, which the warranty excludes, charged
       *[no_acceptance] no acceptance date is known, so the warranty cannot be granted, charged
    }.
step-coverage-repair-visit-free = Within free service (until { $free_service_until }); under this policy attendance, travel and labour are all free.
step-coverage-parts =
    This service has no labour of repair. Parts: { $warranty ->
        [covered] within the warranty (until { $warranty_until }), free
        [ended] the warranty ended on { $warranty_until }, charged
        [not_started] before acceptance on { $accepted_on }, charged
        [excluded_cause] caused by the customer or a third party, which the warranty excludes, charged
       *[no_acceptance] no acceptance date is known, so the warranty cannot be granted, charged
    }.
step-coverage-nothing = This service has no labour of repair and no parts; coverage changes nothing.
step-coverage-registered = The product is registered: { $accepted_on ->
        [none] neither acceptance nor delivery is known
       *[other] its terms run from { $accepted_on }
    }, { $free_service_months } months of free service and { $warranty_months } months of warranty.
step-coverage-agent-contract = The agent provides this; the customer’s maintenance contract holds all the same.
step-coverage-contract-visit =
    Maintenance contract { $contract } (until { $contract_until }) covers the product. { $contract_visit ->
        [covered] The visit is within its allowance: free, and uses { $contract_spent } of it; { $contract_remains ->
            [unlimited] it has no limit
           *[other] { $contract_remains } left
        }
        [partly] Only { $contract_spent } of its visits were left: they are free and used up, the others are charged
        [used_up] Its visits are used up, so this one is charged
        [not_included] It does not include this service; the visit follows the matrix
       *[not_needed] The visit is free anyway and leaves its allowance as it is
    }.
step-coverage-contract-repair =
    Labour of repair is { $contract_labour ->
        [no] not included
       *[other] included in contract { $contract_labour }: free
    }; parts are { $contract_parts ->
        [no] not included
       *[other] included in contract { $contract_parts }: free
    }.
step-coverage-workshop = Repaired in the workshop after the device was taken away: nobody came, so there is neither visit nor travel; labour of repair follows its own rule.
step-coverage-security = A security defect of the product: patch and labour of repair are free for life, as the vendor confirms at review.
step-payer-agent = The agent pays; the vendor bills it.
step-payer-escalated = The end user’s agent pays: the vendor bills agents, never end users.
step-payer-key-account = The key account pays; the vendor bills it.
step-payer-end-user = The end user pays its agent; nothing enters the vendor’s books.

# Why a line costs what it costs
line-reason-level-free = Level S2: free
line-reason-same-city-free = Same city: free
line-reason-level-charged = Level S0: charged
line-reason-other-city-charged = Another city: charged
line-reason-agent-serves = Provided free of charge by the agent
line-reason-free-service = Within free service: free
line-reason-free-service-ended = After free service: charged
line-reason-labour-not-charged = Labour is not charged under this policy
line-reason-security-defect = Security defect: free for life
line-reason-warranty = Within the warranty: free
line-reason-warranty-ended = After the warranty: charged
line-reason-before-acceptance = Before acceptance: charged
line-reason-no-acceptance = No acceptance date: charged
line-reason-excluded-cause = Caused by the customer or a third party: charged
line-reason-contract = Included in the maintenance contract: free
line-reason-priced-by-person = Not in the price list: priced by billing
line-reason-price-on-request = Not in the price list: price on request

# Words of the matrix, the catalogue and the bill
provider-vendor = Vendor
provider-agent = Agent
payer-agent = Agent
payer-end-user = End user
payer-key-account = Key account
cause-class-product = Product
cause-class-configuration = Configuration
cause-class-environment = Environment
cause-class-third-party = Third party
cause-class-customer = Customer
cause-class-unknown = Unknown
city-tier-tier1 = Tier-1 city
city-tier-other = Other city
owed-record-pre-sale-report = Pre-sale report
owed-record-fault-record = Fault record
owed-record-inspection-report = Inspection report
owed-record-training-record = Training record
unit-visit = visit
unit-hour = hour
unit-trip = trip
unit-piece = piece
unit-job = repair
distance-same-city = Same city
distance-same-province = Same province
distance-elsewhere = Elsewhere
