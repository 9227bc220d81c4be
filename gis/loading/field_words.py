"""What files write in fields of few words -> what the record holds."""
# ruff: noqa: E501 - words of one meaning read best side by side

LEVELS = {
    "district": "district", "county": "district", "区": "district", "县": "district", "区县": "district",
    "市辖区": "district", "县级市": "district", "6": "district", "subdistrict": "subdistrict", "street": "subdistrict",
    "town": "subdistrict", "township": "subdistrict", "街道": "subdistrict", "乡镇": "subdistrict", "镇": "subdistrict",
    "乡": "subdistrict", "街镇": "subdistrict", "8": "subdistrict", "community": "community", "village": "community",
    "社区": "community", "村": "community", "居委会": "community", "村委会": "community", "社区村": "community",
    "10": "community",
}  # fmt: skip
ZONES = {
    "centre": "centre", "center": "centre", "urban": "centre", "中心": "centre", "中心城区": "centre", "城区": "centre",
    "suburb": "suburb", "suburban": "suburb", "rural": "suburb", "郊区": "suburb", "城郊": "suburb", "近郊": "suburb",
    "远郊": "suburb", "农村": "suburb",
}  # fmt: skip
USES = {
    "住宅": "residential", "居住": "residential", "居民楼": "residential", "民用": "residential", "民居": "residential",
    "住宅楼": "residential", "居民住宅": "residential", "residence": "residential", "apartments": "residential",
    "商业": "commercial", "商铺": "commercial", "商用": "commercial", "商住": "residential", "办公": "office",
    "写字楼": "office", "办公楼": "office", "学校": "school", "教育": "school", "教学楼": "school", "医院": "hospital",
    "医疗": "hospital", "工业": "industrial", "厂房": "industrial", "仓储": "industrial", "仓库": "industrial",
    "公共": "public", "公建": "public", "公共建筑": "public", "公共设施": "public",
}  # fmt: skip
ROLES = {
    "worker": "worker", "网格员": "worker", "专职网格员": "worker", "head": "head", "网格长": "head", "组长": "head",
    "assistant": "assistant", "助理": "assistant", "专职助理": "assistant", "辅助": "assistant", "兼职网格员": "assistant",
    "volunteer": "volunteer", "志愿者": "volunteer", "网格志愿者": "volunteer",
}  # fmt: skip
STAGES = {
    "collect": "collect", "上报": "collect", "采集": "collect", "信息采集": "collect", "案件上报": "collect", "file": "file",
    "立案": "file", "受理": "file", "案件建立": "file", "dispatch": "dispatch", "派单": "dispatch", "派遣": "dispatch",
    "任务派遣": "dispatch", "handle": "handle", "处置": "handle", "处理": "handle", "处理中": "handle", "任务处理": "handle",
    "feed_back": "feed_back", "feedback": "feed_back", "反馈": "feed_back", "处理反馈": "feed_back", "verify": "verify",
    "回访": "verify", "核查": "verify", "close": "close", "closed": "close", "结案": "close", "核查结案": "close",
    "办结": "close", "已办结": "close", "已结案": "close",
}  # fmt: skip
SOURCES = {
    "patrol": "patrol", "巡查": "patrol", "网格员": "patrol", "网格员上报": "patrol", "resident": "resident",
    "居民": "resident", "群众": "resident", "居民上报": "resident", "群众举报": "resident", "热线": "resident",
    "12345": "resident", "device": "device", "设备": "device", "物联": "device", "物联感知": "device",
}  # fmt: skip
RESOURCES = {
    "养老": "elderly_centre", "养老服务中心": "elderly_centre", "养老驿站": "elderly_centre", "养老院": "elderly_centre",
    "日间照料中心": "elderly_centre", "社区养老": "elderly_centre", "敬老院": "elderly_centre", "卫生服务站": "clinic",
    "社区卫生服务中心": "clinic", "卫生服务中心": "clinic", "卫生站": "clinic", "诊所": "clinic", "医院": "hospital",
    "警务室": "police_post", "派出所": "police_post", "警务站": "police_post", "公安": "police_post", "学校": "school",
    "小学": "school", "中学": "school", "幼儿园": "kindergarten", "菜市场": "market", "农贸市场": "market", "市场": "market",
    "消防站": "fire_station", "微型消防站": "fire_station", "公园": "park_gate", "公厕": "toilet", "公共厕所": "toilet",
    "服务站": "service_station", "党群服务中心": "service_station", "便民服务站": "service_station",
    "充电站": "charging_station", "充电桩": "charging_station", "police": "police_post", "nursing_home": "elderly_centre",
}  # fmt: skip
RESOURCE_KINDS = frozenset(RESOURCES.values())

TELLING: dict[str, frozenset[str]] = {
    "water": frozenset({
        "water", "river", "stream", "canal", "lake", "pond", "reservoir", "水", "水系", "水域", "水体", "河流", "河",
        "湖泊", "湖", "水库", "坑塘", "沟渠",
    }),
    "greens": frozenset({
        "park", "garden", "grass", "forest", "wood", "meadow", "公园", "绿地", "林地", "草地", "花园", "绿化",
    }),
}  # fmt: skip
"""Words that a column of sorts holds in files of these kinds; they serve to guess the kind only."""
