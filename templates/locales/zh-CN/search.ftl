title-search = 搜索
search-records = 记录
search-start = 想找什么？
search-submit = 搜索
search-none = 没有找到
search-none-help = 可按编号、客户名称、序列号、主题或现象中的字词搜索；只会找到您有权查看的内容。
search-all-requests = 查看找到的全部请求
