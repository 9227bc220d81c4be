"""The kinds of files that can be loaded: table, geometry and fields of each."""
# ruff: noqa: E501 - a field and everything it is called read best on one line

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from gis.errors import InputError
from gis.loading.field_words import LEVELS, RESOURCES, ROLES, SOURCES, STAGES, USES, ZONES

FieldType = Literal["text", "code", "count", "number", "whole", "date", "moment", "flag", "foot", "word"]
GeometryType = Literal["polygon", "line", "point"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a kind.

    Attributes:
        name: Ours: the column of the table, and the left side of `--field`.
        type: How its values are read; `count` refuses a row whose value is negative or no number.
        names: What files call it, most telling first; compared without case, blanks and punctuation.
        otherwise: SQL over the staged row `s` that fills an empty value where the table needs one; None: may be empty.
        stored: Whether it is a column of the table.
        words: What files write -> what the record holds.
    """

    name: str
    type: FieldType
    names: tuple[str, ...]
    otherwise: str | None = None
    stored: bool = True
    words: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file.

    Attributes:
        id: Name in `wangge load KIND`.
        table: Where its rows go; None: not straight into one table.
        geometry: What shapes it takes, the table's own first; empty: none is looked for.
        fields: All but the geometry.
        column: The table's geometry column.
        needs_geometry: Whether a row without geometry is refused.
    """

    id: str
    table: str
    geometry: tuple[GeometryType, ...]
    fields: tuple[Field, ...]
    column: str | None = "geom"
    needs_geometry: bool = True

    def field(self, name: str) -> Field:
        """Return the field called `name`.

        Raises:
            InputError: this kind has none of that name.
        """
        for item in (*self.fields, *POSITION):
            if item.name == name:
                return item
        known = ", ".join(item.name for item in self.fields)
        raise InputError(f"--field {name}: {self.id} have no such field; they have {known}.")


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_CODES = _names("code 编码 编号 代码 bm bh dm uid uuid osm_id id")
_TITLES = _names("name 名称 名字 mc title name_zh name:zh")
COMMON_NAMES = frozenset({*_CODES, *_TITLES, "namezh"})
"""Names of codes and names that say nothing of the kind."""


def _code(*specific: str) -> Field:
    return Field("code", "code", (*specific, *_CODES))


def _name(*specific: str, otherwise: str | None = None) -> Field:
    return Field("name", "text", (*specific, *_TITLES), otherwise)


POSITION = (
    Field(
        "lon",
        "number",
        _names("lon lng long longitude 经度 post_lon x 东经 jd jingdu coord_x point_x x坐标"),
        stored=False,
    ),
    Field("lat", "number", _names("lat latitude 纬度 post_lat y 北纬 wd weidu coord_y point_y y坐标"), stored=False),
    Field(
        "lonlat",
        "text",
        _names("lonlat lnglat 经纬度 坐标 经纬度坐标 location coordinates coordinate zb jwd"),
        stored=False,
    ),
    Field("wkt", "text", _names("wkt wkt_geom geom geometry the_geom wkb shape 几何 图形"), stored=False),
)
"""Where a row without a geometry of its own may hold one."""

_COMMUNITY = _names("community_code community 社区编码 社区代码 所属社区 sqbm sqdm 社区名称 社区 sqmc")
_SINCE = _names(
    "occupied_since 入住时间 入住日期 入住年份 交付时间 交付日期 rzsj rzrq jfsj jfrq 竣工时间 竣工日期 建成时间 建成年份"
    " start_date year_built built"
)

_KINDS = (
    Kind("areas", "area", ("polygon",), (
        _code(*_names("area_code 区划代码 行政区划代码 xzqdm xzqhdm qhdm adcode 社区编码 街道编码 sqbm sqdm jdbm jddm")),
        _name(*_names("area_name 区划名称 行政区划名称 xzqmc xzqhmc 社区名称 sqmc 街道名称 jdmc"), otherwise="s.code"),
        Field("level", "word", _names("level 级别 层级 admin_level 区划级别 类型 jb"), words=LEVELS),
        Field("parent_code", "code", _names("parent_code parent 上级编码 上级代码 上级区划 上级 所属街道 jdbm jdmc sjbm"), stored=False),
        Field("zone", "word", _names("zone 区位 城郊 片区类型"), words=ZONES),
    )),
    Kind("grids", "grid", ("polygon",), (
        _code(*_names("grid_code gridcode 网格编码 网格编号 网格代码 网格号 wgbm wgbh wgdm wgid grid_id gridid")),
        _name(*_names("grid_name gridname 网格名称 网格名 wgmc"), otherwise="''"),
        Field("community", "code", _COMMUNITY, stored=False),
        Field("start_date", "date", _names("start_date since effective_from 启用日期 启用时间 生效日期 起始日期 开始日期 划分日期 qyrq sxrq"), stored=False),
    )),
    Kind("estates", "estate", ("polygon",), (
        _code(*_names("estate_code 小区编码 小区代码 小区编号 xqbm xqdm xqbh estate_id")),
        _name(*_names("estate_name 小区名称 小区名 xqmc 小区 楼盘名称"), otherwise="s.code"),
        Field("occupied_since", "date", _SINCE),
    )),
    Kind("buildings", "building", ("polygon", "point"), (
        _code(*_names("building_code 楼栋编码 楼栋编号 楼栋代码 楼编号 ldbm ldbh lddm building_id bldg_id 建筑编码 建筑编号 jzbm")),
        _name(*_names("building_name 楼栋名称 楼栋名 楼名 ldmc 建筑名称 jzmc 楼栋 地址 address dz")),
        Field("use", "word", _names("use usage 用途 房屋用途 建筑用途 使用性质 房屋性质 fwyt jzyt building_type building type 类型 性质"), words=USES),
        Field("levels", "whole", _names("levels building:levels building_levels 层数 楼层数 总层数 地上层数 楼层 floors num_floors floor storeys stories lcs zcs dscs cs")),
        Field("households", "count", _names("households household 户数 总户数 居民户数 住户数 常住户数 hs zhs jmhs hushu num_households")),
        Field("population", "count", _names("population 人口 人口数 常住人口 常住人口数 实有人口 总人口 居住人口 人数 总人数 居民人数 人口数量 rks rk czrk czrks syrk zrk zrs rs jzrk rksl people persons residents pop total_pop tot_pop"), "0"),
        Field("elderly", "count", _names("elderly 老年人口 老年人 老年人数 老人数 60岁以上 60岁及以上 60岁以上人口 60岁及以上人口 老龄人口 lnrk lnr lnrs lnrks aged seniors over60 pop60 age60"), "0"),
        Field("occupied_since", "date", _SINCE),
        Field("estate_code", "code", _names("estate_code estate 小区编码 小区代码 所属小区 xqbm xqdm 小区名称 小区 xqmc compound")),
        Field("community_code", "code", _COMMUNITY),
        Field("population_estimated", "flag", _names("population_estimated"), "false"),
        Field("source", "text", ()),
        Field("levels_assumed", "whole", (), stored=False),
    )),
    Kind("streets", "street", ("line",), (
        _code(*_names("street_code road_code road_id link_id linkid 道路编码 道路编号 路段编号 dlbm")),
        _name(*_names("street_name road_name 道路名称 路名 街路名称 dlmc lm pathname")),
        Field("class", "word", _names("class highway fclass road_class roadclass 道路等级 等级 道路类型 dldj type kind"), "'unclassified'"),
        Field("foot", "foot", _names("foot 步行"), "true"),
        Field("oneway", "flag", _names("oneway 单行"), "false"),
        Field("bridge", "flag", _names("bridge 桥梁 桥"), "false"),
        Field("tunnel", "flag", _names("tunnel 隧道"), "false"),
        Field("layer", "whole", _names("layer zlevel"), "0"),
        Field("width_m", "number", _names("width_m width 宽度 路宽 道路宽度 dlkd kd")),
    )),
    Kind("water", "water", ("polygon", "line"), (
        _code(), _name(), Field("kind", "word", _names("kind water waterway fclass natural 类型 type"), "'water'"),
    )),
    Kind("greens", "green", ("polygon",), (
        _code(), _name(), Field("kind", "word", _names("kind leisure landuse fclass 类型 type"), "'park'"),
    )),
    Kind("places", "place", ("point",), (
        _code(), _name(*_names("place_name 地名"), otherwise="s.code"),
        Field("kind", "word", _names("kind place fclass 类型 type"), "'locality'"),
    )),
    Kind("resources", "resource", ("point",), (
        _code(*_names("resource_code 资源编码 设施编码 机构编码")),
        _name(*_names("resource_name 资源名称 设施名称 机构名称 单位名称"), otherwise="s.code"),
        Field("kind", "word", _names("kind 类型 类别 资源类型 设施类型 机构类型 resource_type amenity fclass type category lx"), "'other'", words=RESOURCES),
        Field("capacity", "whole", _names("capacity 容量 床位 床位数 规模 rl cws")),
        Field("radius_m", "number", _names("radius_m radius 服务半径 半径")),
        Field("address", "text", _names("address 地址 详细地址 dz")),
    )),
    Kind("workers", "worker", ("point",), (
        _code(*_names("worker_code worker_id 人员编号 人员编码 工号 网格员编号 网格员编码 gh rybh")),
        _name(*_names("worker_name 姓名 网格员姓名 网格员 xm"), otherwise="s.code"),
        Field("role", "word", _names("role 角色 职务 岗位 身份 zw gw js"), "'worker'", words=ROLES),
        Field("phone", "text", _names("phone 电话 手机 手机号 联系电话 联系方式 mobile tel dh sj lxdh")),
        Field("grids", "text", _names("grids grid grid_code grid_codes 负责网格 所辖网格 网格编码 网格编号 网格 wgbm wgbh"), stored=False),
        Field("since", "date", _names("since 任职日期 上岗日期 到岗日期 上岗时间 任职时间 start_date"), stored=False),
    ), column="post", needs_geometry=False),
    Kind("incidents", "incident", ("point",), (
        _code(*_names("incident_code event_code case_id 事件编号 事件编码 案件编号 工单编号 案卷编号 任务号 sjbh ajbh gdbh")),
        Field("category", "code", _names("category category_code 类别编码 事件类别 案件类别 小类编码 小类代码 类别 类型 lbbm xldm"), "''"),
        Field("category_name", "text", _names("category_name 类别名称 小类名称 事件类型 小类 lbmc xlmc"), stored=False),
        Field("description", "text", _names("description 描述 问题描述 事件描述 内容 事件内容 诉求内容 标题 wtms sjms desc title"), "''"),
        Field("source", "word", _names("source 来源 上报来源 事件来源 问题来源 sjly wtly"), "''", words=SOURCES),
        Field("stage", "word", _names("stage 阶段 状态 处理状态 办理状态 环节 当前环节 status zt jd hj"), "'collect'", words=STAGES),
        Field("reported_at", "moment", _names("reported_at 上报时间 发现时间 发生时间 受理时间 创建时间 sbsj fssj created_at time date")),
        Field("due_at", "moment", _names("due_at 截止时间 处置时限 办结时限 到期时间 jzsj deadline due")),
        Field("closed_at", "moment", _names("closed_at 结案时间 办结时间 完成时间 jasj bjsj closed")),
    )),
    Kind("shifts", "shift", (), (
        _code(*_names("shift_code 班次编号 排班编号")),
        Field("name", "text", _names("worker worker_code 网格员编号 网格员编码 工号 人员编号 网格员 姓名 worker_name name ygbh gh xm"), stored=False),
        Field("worker_id", "whole", (), stored=True),
        Field("begins", "moment", _names("begins begin start starts start_time 上班时间 开始时间 上岗时间 起始时间 sbsj kssj")),
        Field("ends", "moment", _names("ends end finish end_time 下班时间 结束时间 离岗时间 终止时间 xbsj jssj")),
    ), column=None, needs_geometry=False),
    Kind("positions", "position", ("point",), (
        _code(),
        Field("worker", "code", _names("worker worker_code agent_id 网格员编号 网格员编码 工号 人员编号 设备编号 终端编号 网格员 姓名 worker_name user user_id ygbh gh xm name"), stored=False),
        Field("at", "moment", _names("at time timestamp datetime 时间 定位时间 上报时间 采集时间 gps_time gpstime loc_time dwsj sj date")),
        Field("accuracy_m", "number", _names("accuracy_m accuracy 精度 定位精度 误差 horizontal_accuracy hacc jd_m")),
    )),
    Kind("categories", "incident_category", (), (
        _code(*_names("category category_code 类别编码 小类编码 小类代码 代码")),
        _name(*_names("category_name 类别名称 小类名称 小类"), otherwise="s.code"),
        Field("name_en", "text", _names("name_en english 英文名称 英文"), "''"),
        Field("class_name", "text", _names("class_name class 大类名称 大类"), "''"),
    ), column=None, needs_geometry=False),
)  # fmt: skip

KINDS: Mapping[str, Kind] = {kind.id: kind for kind in _KINDS}
"""Every kind by its id, in the order in which a district is best loaded."""


def kind_of(name: str) -> Kind:
    """Return the kind called `name`.

    Raises:
        InputError: there is none.
    """
    if name not in KINDS:
        raise InputError(f"There is no kind {name!r}: load one of {', '.join(KINDS)} or osm.")
    return KINDS[name]
