"""How each outlet's pages trap a reader, in small pages of their own markup."""

import json
from typing import Any

import pytest

from crawler.records import Article
from errors import NotAnArticle, ParseFailed
from pipelines.clean import clean
from tests.reading import read

URLS = {
    "vtv": "https://vtv.vn/mot-tin-100261123101530123.htm",
    "vov": "https://vov.vn/phap-luat/mot-tin-post1315698.vov",
    "nhandan": "https://nhandan.vn/mot-tin-post976641.html",
    "vietnamplus": "https://www.vietnamplus.vn/mot-tin-post1125344.vnp",
    "vietnamnet": "https://vietnamnet.vn/mot-tin-2537078.html",
    "thanhnien": "https://thanhnien.vn/mot-tin-185260717213044074.htm",
    "tuoitre": "https://tuoitre.vn/mot-tin-100260716232934498.htm",
    "quochoi": "https://quochoitv.vn/quoc-hoi-thong-qua-mot-luat-moi",
    "dantri": "https://dantri.com.vn/thoi-su/mot-tin-20260717215512067.htm",
    "laodong": "https://laodong.vn/phap-luat/mot-tin-1157100.ldo",
    "tienphong": "https://tienphong.vn/mot-tin-post1874068.tpo",
}


def json_ld(**fields: Any) -> str:
    data = {"@context": "http://schema.org", "@type": "NewsArticle", **fields}
    return f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>'


def paragraphs(article: Article) -> list[str]:
    return article.body.split("\n\n")


# -- data-role: VTV, Thanh Niên, Tuổi Trẻ


def data_role(content: str, head: str = "", author: str = "") -> str:
    return (
        f"<head>{head}</head><h1><span data-role=title>Tít bài</span></h1>"
        f"<div class='detail-author' data-role=author>{author}</div>"
        "<h2 class='detail-sapo' data-role=sapo>Sapo của bài.</h2>"
        f"<div class='detail-content afcbc-body' data-role=content>{content}</div>"
    )


def test_boxes_that_lead_elsewhere_are_no_text_and_boxes_of_content_are() -> None:
    html = data_role(
        "<p>Đoạn một có <a class='link-inline-content'>một liên kết</a> trong câu.</p>"
        "<div class='VCSortableInPreviewMode' type='RelatedNewsBox'>"
        "<div class='kbwscwl-relatedbox'><span>TIN LIÊN QUAN</span><h4>Tin khác</h4></div></div>"
        "<div type='RelatedOneNews' class='VCSortableInPreviewMode'><a class='OneNewsTitle'>Tin nữa"
        "</a><p class='VCObjectBoxRelatedNewsItemSapo'>Sapo của tin nữa.</p></div>"
        "<div class='VCSortableInPreviewMode' type='Vote'><p>Bạn chọn gì?</p></div>"
        "<zone id='l2srqb41'><p>Quảng cáo</p></zone>"
        "<h3>Tít phụ</h3>"
        "<div class='VCSortableInPreviewMode' type='content'><p>Hộp có chữ.</p></div>"
        "<!--Fri Jul 17 2026 18:04:21 GMT+0700 -->"
    )
    article = read(html, URLS["tuoitre"])
    assert paragraphs(article) == [
        "Đoạn một có một liên kết trong câu.",
        "Tít phụ",
        "Hộp có chữ.",
    ]


def test_captions_of_pictures_and_films_stand_apart_from_the_text() -> None:
    html = data_role(
        "<figure class='VCSortableInPreviewMode' type='Photo'><div><img src='/anh.jpg'></div>"
        "<figcaption class='PhotoCMS_Caption'><p>Hiện trường - Ảnh: A.B</p></figcaption></figure>"
        "<p>Đoạn một.</p>"
        "<div class='VCSortableInPreviewMode' type='VideoStream'><div>Trình phát</div>"
        "<div class='VideoCMS_Caption'><p>Video: C.D</p></div></div><p>Đoạn hai.</p>"
    )
    article = read(html, URLS["thanhnien"])
    assert paragraphs(article) == ["Đoạn một.", "Đoạn hai."]
    captions = [image.caption for image in article.images]
    assert captions == ["Hiện trường - Ảnh: A.B", "Video: C.D"]


@pytest.mark.parametrize("outlet", ["thanhnien", "tuoitre"])
def test_an_e_mail_address_beside_the_author_is_never_stored(outlet: str) -> None:
    author = (
        "<div class='author-info'><a class='name'>Đình Huy</a> "
        "<span class='email'>huy.dinh@bao.vn</span></div>"
    )
    assert read(data_role("<p>Đoạn.</p>", author=author), URLS[outlet]).authors == ("Đình Huy",)


def test_all_authors_of_tuoi_tre_are_read_where_the_line_shows_only_the_first() -> None:
    author = (
        "<div class='author-info'><a class='name'>AN BÌNH</a> và 1 tác giả khác</div>"
        "<div class='author-item-name'><a class='name'>AN BÌNH</a></div>"
        "<div class='author-item-name'><a class='name'>DÂN THUẦN</a></div>"
    )
    article = read(data_role("<p>Đoạn.</p>", author=author), URLS["tuoitre"])
    assert article.authors == ("AN BÌNH", "DÂN THUẦN")


def test_entities_are_resolved_in_json_ld_and_in_attributes() -> None:
    head = (
        '<meta property="article:published_time" content="2026-07-16T23:47:00&#x2B;07:00">'
        + json_ld(
            headline="Kh&#7903;i t&#7889; b&#7883; can",
            description="C&ocirc;ng an cho bi&#7871;t.",
        )
    )
    article = read(f"<head>{head}</head><body></body>", URLS["tuoitre"])
    assert (article.title, article.lead) == ("Khởi tố bị can", "Công an cho biết.")
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2026-07-16T16:47:00+00:00"


def test_a_naive_time_is_vietnamese_and_a_glued_agency_is_no_part_of_a_name() -> None:
    head = (
        '<meta property="article:published_time" content="2026-07-17T18:49:00">'
        '<meta property="article:author" content="Phùng Anh (VTV Online) - Hà LinhTTXVN">'
    )
    article = read(data_role("<p>Đoạn.</p>", head=head), URLS["vtv"])
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2026-07-17T11:49:00+00:00"
    assert article.authors == ("Phùng Anh", "Hà Linh")


def test_the_pages_of_thanh_nien_of_before_still_read() -> None:
    html = (
        "<h1 class='details__headline'>Tít cũ</h1><div id='chapeau'><div>Sapo cũ.</div></div>"
        "<div class='details__meta'><time>08:15 - 05/11/2021</time></div>"
        "<div id='abody'><div>Đoạn một.</div><div class='details__morenews'>Tin khác</div>"
        "<p>Đoạn hai.</p></div>"
    )
    article = read(html, "https://thanhnien.vn/tit-cu-185418775.htm")
    assert (article.title, article.lead) == ("Tít cũ", "Sapo cũ.")
    assert paragraphs(article) == ["Đoạn một.", "Đoạn hai."]
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2021-11-05T01:15:00+00:00"


def test_the_pages_of_tuoi_tre_of_2021_still_read() -> None:
    html = (
        "<div class='bread-crumbs'><ul><li><a>Pháp luật</a></li></ul></div>"
        "<div class='date-time'>05/11/2021 08:15 GMT+7</div><h1 class='article-title'>Tít cũ</h1>"
        "<div class='main-content-body'><h2 class='sapo'>TTO - Sapo cũ.</h2>"
        "<div class='content fck' id='main-detail-body'><p>Đoạn một.</p>"
        "<div type='RelatedOneNews' class='VCSortableInPreviewMode'><p>Tin khác</p></div></div>"
        "<div class='author'>DANH TRỌNG</div></div>"
    )
    article = read(html, "https://tuoitre.vn/tit-cu-20211105081512345.htm")
    assert (article.title, article.lead, article.body) == ("Tít cũ", "Sapo cũ.", "Đoạn một.")
    assert (article.authors, article.section) == (("DANH TRỌNG",), "Pháp luật")
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2021-11-05T01:15:00+00:00"


# -- cms: Nhân Dân, VietnamPlus, Tiền Phong


def cms(body: str, sapo: str = "<p>Sapo của bài.</p>", above: str = "") -> str:
    return (
        f"<body class='detail-normal'>{above}<h1 class='article__title cms-title'>Tít bài</h1>"
        f"<div class='article__sapo cms-desc'>{sapo}</div>"
        f"<div class='article__body zce-content-body cms-body' itemprop='articleBody'>{body}</div>"
    )


def test_a_link_in_a_sentence_is_text_and_a_teaser_is_not() -> None:
    html = cms(
        "<div class='notebox cms-note'><p><b>Ghi chú</b></p></div>"
        "<p>Vụ án <a class='cms-relate'>ma túy</a> lớn.</p>"
        "<div class='sda_middle'><div class='rennab'>Quảng cáo</div></div>"
        "<div class='article-relate'><article class='story'><h2 class='story__heading'>"
        "<a class='cms-link'>Tin khác</a></h2></article></div>"
        "<p>Đoạn hai.</p><div class='article__author'><p class='name'>TP</p></div>"
    )
    article = read(html, URLS["nhandan"])
    assert paragraphs(article) == ["Ghi chú", "Vụ án ma túy lớn.", "Đoạn hai."]
    assert article.authors == ("TP",)


def test_a_lead_that_opens_the_body_again_stands_once() -> None:
    html = cms(
        "<p>Sapo của bài.</p><p>Đoạn một./.</p>"
        "<div class='article__source'><span class='name'>(TTXVN/Vietnam+)</span></div>",
        above="<div class='breadcrumb'><div class='main'><a href='/xahoi/'>Xã hội</a></div>"
        "<div class='sub'><a href='/xahoi/yte/'>Y tế</a></div></div>",
    )
    article = read(html, URLS["vietnamplus"])
    assert (article.lead, article.body) == ("Sapo của bài.", "Đoạn một./.")
    assert (article.authors, article.section) == ((), "Xã hội")


def test_a_place_beside_the_tags_is_no_tag() -> None:
    html = cms("<p>Đoạn.</p>") + (
        "<div class='article__tag'><a href='/tag/bao-dong-do-tag2786.vnp'>#báo động đỏ</a>"
        "<a href='/region/ninh-binh/112.vnp'>Ninh Bình</a></div>"
    )
    assert read(html, URLS["vietnamplus"]).tags == ("báo động đỏ",)


def test_a_photo_story_of_tien_phong_has_its_prose_in_captions_beside_the_pictures() -> None:
    html = cms(
        "".join(
            f"<div class='layout-image-2'><figure><img class='lazyload' src='data:,' "
            f"data-src='/{n}a.jpg'></figure><figure><img data-src='/{n}b.jpg'></figure>"
            f"<figcaption>Cảnh thứ {n} của câu chuyện.</figcaption></div>"
            for n in (1, 2)
        ),
        sapo="<p>TPO - Sapo của bài.</p>",
    )
    article = read(html, URLS["tienphong"])
    assert (article.form, article.lead) == ("photo", "Sapo của bài.")
    assert paragraphs(article) == ["Cảnh thứ 1 của câu chuyện.", "Cảnh thứ 2 của câu chuyện."]
    assert len(article.images) == 4


# -- VOV


def test_a_picture_of_vov_stands_in_an_article_and_a_teaser_too() -> None:
    html = (
        "<article class='detail' itemprop='articleBody'>"
        "<ol class='breadcrumb'><li class='breadcrumb-item breadcrumb-item-first'>"
        "<a href='/phap-luat'>PHÁP LUẬT</a></li></ol>"
        "<h1 class='article-title mb-0'>Tít bài</h1>"
        "<div class='row article-date'><div class='col-md-4 mb-3'>Chủ Nhật, 05:23, 03/05/2026</div>"
        "<div class='col-md-8'>Chia sẻ</div></div>"
        "<div class='row article-summary'><div class='col'><h2><div>VOV.VN - Sapo.<br></div></h2>"
        "</div></div><div class='row article-content'><div class='col'><div class='text-long'>"
        "<h2>Tít phụ</h2><p>Đoạn một.</p>"
        "<figure><div><article><div><picture><img src='/a.jpg'></picture></div></article></div>"
        "<figcaption>Hiện trường.</figcaption></figure>"
        "<article class='inner-article'><a class='vovvn-title' href='/x'>Tin khác</a>"
        "<p>VOV.VN - Sapo của tin khác.</p></article></div></div></div>"
        "<div class='row article-author'><div class='col'><a>Thanh Hà/VOV.VN</a></div></div>"
        "</article>"
    )
    article = read(html, URLS["vov"])
    assert (article.title, article.lead, article.section) == ("Tít bài", "Sapo.", "PHÁP LUẬT")
    assert paragraphs(article) == ["Tít phụ", "Đoạn một."]
    assert [image.caption for image in article.images] == ["Hiện trường."]
    assert article.authors == ("Thanh Hà",)
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2026-05-02T22:23:00+00:00"


# -- VietnamNet


def test_what_readers_of_vietnamnet_see_wins_over_what_search_engines_get() -> None:
    head = (
        '<meta property="article:author" content="https://www.facebook.com/vietnamnet.vn">'
        + json_ld(
            headline="Tít cho máy tìm kiếm",
            description="Sapo cho máy tìm kiếm.",
            datePublished="2026-07-19T14:30:00.000 +07:00",
            author=[{"@type": "Person", "name": "Bảo Anh"}],
        )
    )
    html = (
        f"<head>{head}</head><div class='bread-crumb-detail'><ul><li><a href='/'><img></a>"
        "<div class='menu__drop-list'><ul><li><a>Chính trị</a></li></ul></div></li>"
        "<li><a href='/thoi-su'>Thời sự</a></li><li><a>Pháp luật</a></li></ul></div>"
        "<div class='content-detail'><h1 class='content-detail-title'>Tít bạn đọc thấy</h1>"
        "<h2 class='content-detail-sapo'>Sapo bạn đọc thấy.</h2>"
        "<div id='maincontent' class='maincontent main-content'><p>Đoạn một.</p>"
        "<div class='ck-cms-insert-neww-group vnn-template-noneditable'>"
        "<article class='ck-cms-insert-news'><a>Tin khác</a></article></div>"
        "<figure class='vnn-figure-image-gallery'><table class='vnn-template-noneditable'><tr>"
        "<td><img data-original='/a.jpg'></td><td><img data-original='/b.jpg'></td></tr></table>"
        "<figcaption>Hai cảnh.</figcaption></figure><p>Đoạn hai.</p>"
        "<div class='insert-wiki-content'><p>Hồ sơ</p></div></div></div>"
    )
    article = read(html, URLS["vietnamnet"])
    assert (article.title, article.lead) == ("Tít bạn đọc thấy", "Sapo bạn đọc thấy.")
    assert article.section == "Thời sự"
    assert article.authors == ("Bảo Anh",)
    assert paragraphs(article) == ["Đoạn một.", "Đoạn hai."]
    assert [image.url[-6:] for image in article.images] == ["/a.jpg", "/b.jpg"]
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2026-07-19T07:30:00+00:00"


def test_the_pages_of_vietnamnet_of_2021_still_read() -> None:
    html = (
        "<div class='breadcrumb-box__link'><p><a href='/thoi-su'>Thời sự</a></p></div>"
        "<div class='breadcrumb-box__time'><p><span>05/11/2021 08:15 (GMT+07:00)</span></p></div>"
        "<div class='newsFeature__header'><h1>Tít cũ</h1></div>"
        "<div class='newFeature__main-textBold'>Sapo cũ.</div><div class='maincontent '><div>"
        "<p>Đoạn một.</p><p><strong>Nguyễn Văn An</strong></p></div></div>"
    )
    article = read(html, URLS["vietnamnet"])
    assert (article.title, article.lead, article.section) == ("Tít cũ", "Sapo cũ.", "Thời sự")
    assert (article.body, article.authors) == ("Đoạn một.", ("Nguyễn Văn An",))
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2021-11-05T01:15:00+00:00"


# -- Dân trí


def test_breadcrumbs_in_lists_of_lists_and_keywords_that_begin_with_sections() -> None:
    crumbs = {
        "@type": "BreadcrumbList",
        "itemListElement": [
            [
                {"@type": "ListItem", "position": 1, "item": {"@id": "/", "name": "Thời sự"}},
                {"@type": "ListItem", "position": 2, "item": {"@id": "/", "name": "Môi trường"}},
            ]
        ],
    }
    head = (
        json_ld(
            headline="Tít bài",
            articleSection="Thời sự, Môi trường",
            keywords=["Thời sự", "Môi trường", "mưa lũ", "Lai Châu"],
        )
        + f'<script type="application/ld+json">{json.dumps(crumbs)}</script>'
    )
    html = (
        f"<head>{head}</head><section><time datetime='2026-07-17 22:12'>Thứ sáu</time></section>"
        "<article data-slot='container'><h1 data-slot='title'>Tít bài</h1>"
        "<a rel='author' href='/tac-gia/a-1.htm'><img src='/mat.jpg'></a>"
        "<a rel='author' href='/tac-gia/a-1.htm'>Nguyễn Hải</a>"
        "<h2 data-slot='sapo'>(Dân trí) - Sapo.</h2><div data-slot='content'><p>Đoạn một.</p>"
        "<div data-slot='ads-in-content'><p>Quảng cáo</p></div>"
        "<aside data-module='related-article-in-content'><h3>Tin khác</h3></aside>"
        "<figure class='image'><img data-src='/a.jpg'><figcaption><p>Cảnh lũ.</p></figcaption>"
        "</figure><p>Đoạn hai.</p></div></article>"
    )
    article = read(html, URLS["dantri"])
    assert (article.lead, article.section) == ("Sapo.", "Thời sự")
    assert article.tags == ("mưa lũ", "Lai Châu")
    assert article.authors == ("Nguyễn Hải",)
    assert paragraphs(article) == ["Đoạn một.", "Đoạn hai."]
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2026-07-17T15:12:00+00:00"


def test_the_pages_of_dan_tri_of_2020_still_read() -> None:
    html = (
        "<article class='dt-news__detail'><h1 class='dt-news__title'>Tít cũ</h1>"
        "<span class='dt-news__time'>Thứ hai, 21/12/2020 - 08:15</span>"
        "<div class='dt-news__body'><div class='dt-news__sapo'><h2>Dân trí - Sapo cũ.</h2></div>"
        "<div class='dt-news__content'><p>Đoạn một.</p><p>Đoạn hai.</p></div></div></article>"
    )
    article = read(html, "https://dantri.com.vn/phap-luat/tit-cu-20201221081500123.htm")
    assert (article.title, article.lead) == ("Tít cũ", "Sapo cũ.")
    assert paragraphs(article) == ["Đoạn một.", "Đoạn hai."]
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2020-12-21T01:15:00+00:00"


# -- Lao Động, Quốc hội


def test_a_page_of_lao_dong_reads_as_the_dossier_describes_it() -> None:
    html = (
        "<a class='main-cat-lnk' href='/phap-luat/'>Pháp luật</a><h1>Tít bài</h1>"
        "<span class='time'>Thứ năm, 01/01/2026 21:59 (GMT+7)</span>"
        "<div class='chappeau'><p>Sapo của bài.</p></div>"
        "<div class='art-body'><p>Đoạn một.</p><p>Đoạn hai.</p></div>"
    )
    article = read(html, URLS["laodong"])
    assert (article.title, article.lead, article.section) == (
        *("Tít bài", "Sapo của bài."),
        "Pháp luật",
    )
    assert paragraphs(article) == ["Đoạn một.", "Đoạn hai."]
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2026-01-01T14:59:00+00:00"


@pytest.mark.parametrize(
    ("outlet", "html"),
    [
        ("laodong", '<script>document.cookie="D1N=0f3a";window.location.reload(true);</script>'),
        ("vov", '<script>window.location.href="https://vov.vn/?x=1";</script>'),
    ],
)
def test_nothing_of_a_gate_page_is_an_article(outlet: str, html: str) -> None:
    with pytest.raises(NotAnArticle):
        read(html, URLS[outlet])


def test_a_page_without_known_markup_is_read_generically() -> None:
    prose = "Sáng nay, Quốc hội biểu quyết thông qua dự án luật với đa số phiếu tán thành. "
    html = (
        "<head><title>Quốc hội thông qua một luật mới</title>"
        '<meta property="og:title" content="Quốc hội thông qua một luật mới - Quốc hội TV">'
        '<meta property="og:site_name" content="Quốc hội TV">'
        '<meta name="description" content="Luật có hiệu lực từ năm sau."></head>'
        "<body><nav><a href='/thoi-su'>Thời sự</a></nav><main><h1>Quốc hội thông qua một luật mới"
        "</h1><div class='post-date'>Thứ ba, 14/03/2023 - 10:20</div>"
        f"<div class='entry'><p>{prose * 4}</p><p>{prose * 3}</p></div></main></body>"
    )
    article = read(html, URLS["quochoi"])
    assert article.title == "Quốc hội thông qua một luật mới"
    assert article.lead == "Luật có hiệu lực từ năm sau."
    assert article.article_id == "quoc-hoi-thong-qua-mot-luat-moi"
    assert prose.strip() in article.body
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2023-03-14T03:20:00+00:00"
    assert article.sources["body"] == article.sources["published_at"] == "fallback"


def test_an_empty_page_of_a_site_read_generically_is_no_article() -> None:
    with pytest.raises(ParseFailed):
        read("<head><title>404</title></head><body></body>", URLS["quochoi"])


# -- all


@pytest.mark.parametrize(
    "signed",
    [
        *("VTV.vn - Sapo.", "VOV.VN - Sapo.", "(TTXVN) - Sapo.", "NDO - Sapo.", "NDĐT - Sapo."),
        *("(Dân trí) - Sapo.", "Dân trí - Sapo.", "TTO - Sapo.", "TT - Sapo.", "TNO - Sapo."),
        *("(TNO) Sapo.", "TPO - Sapo.", "TP - Sapo.", "(LĐO) - Sapo.", "LĐO – Sapo."),
        *("(NLĐO) - Sapo.", "(NLĐO)- Sapo.", "(PLO)- Sapo.", "(Chinhphu.vn) - Sapo."),
        *("VietNamNet - Sapo.", "\ufeff(Dân trí)\u00a0- Sapo."),
    ],
)
def test_the_name_before_a_lead_is_dropped(signed: str) -> None:
    article = Article(outlet="x", site="x.vn", url="https://x.vn/", title="Tít", lead=signed)
    assert clean(article).lead == "Sapo."


@pytest.mark.parametrize(
    "lead",
    ["TP.HCM - đô thị lớn nhất.", "Tuổi trẻ - mùa xuân của đời.", "Lao động: quyền của ai?"],
)
def test_a_lead_that_begins_with_other_words_stays(lead: str) -> None:
    article = Article(outlet="x", site="x.vn", url="https://x.vn/", title="Tít", lead=lead)
    assert clean(article).lead == lead
