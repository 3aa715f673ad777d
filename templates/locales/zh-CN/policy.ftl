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

# 判定请求中的错误
error-before-first-version = “{ $field }”早于第一版服务政策的生效时间。
error-unknown-service = 服务目录中没有这个服务代码，请重新选择“{ $field }”。
error-no-agent = “{ $field }”所选的最终用户还没有代理商，请先为其指定代理商。
error-no-price = “{ $field }”所在时间没有生效的价目表。
error-amount-out-of-range = “{ $field }”的金额超出可以计算的范围。
