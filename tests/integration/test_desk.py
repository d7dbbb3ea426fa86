"""The desk in a real browser, before a real door and store."""

import httpx
import pytest
from pages import MARKS, Visit, chromium, picture
from serving import served

from tasks.ledger.database import connect
from tasks.ledger.journal import Journal
from tasks.ledger.product import Product
from tasks.ledger.translations import Translations
from tasks.web.door.api_keys import mint

KEY = mint("ann")
ROWS = [
    {
        "title": "纯手工编织毛线包 小众设计 送女友生日礼物",
        "body": "100%纯棉线手工钩织，每一针都很用心。\n容量大！",
        "tags": ["手工", "小众"],
    },
    {
        "title": "纯棉抗菌袜 防臭吸汗 5双装",
        "body": "抗菌防臭，一整天都清爽。",
        "attributes": [{"name": "材质", "value": "纯棉"}],
    },
    {
        "title": "<b>保温杯</b> 500ml 大容量",
        "variants": [{"name": "颜色", "values": ["曜石黑", "珍珠白"]}],
    },
    {"title": "真丝枕套 护发"},
    {"title": "香薰蜡烛 白茶 家用摆件", "tags": ["礼物"]},
    {"title": "帆布托特包 大容量 学生", "tags": ["通勤"]},
]

pytestmark = MARKS


@pytest.fixture(scope="module")
def site(home, server, tmp_path_factory):
    """Yield the door, and the store behind it."""
    folder = tmp_path_factory.mktemp("desk")
    with served(home, folder, server.url, api_keys=KEY[1]) as door:
        engine = connect(f"sqlite:///{folder}/jobs.sqlite3")
        yield door, engine
        engine.dispose()


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


@pytest.fixture
def desk(site, browser, request):
    """A desk before fresh products, and all that went wrong on it."""
    door, engine = site
    seller = f"shop-{request.node.name[10:40]}"
    publish(door, engine, seller)
    visit = Desk(browser, door, seller)
    yield visit
    visit.close()


def publish(door, engine, seller, rows=ROWS, version=1):
    journal = Journal(engine)
    for number, row in enumerate(rows):
        listing = {"id": f"L{number}", "seller_id": seller, "version": version, **row}
        asked = {"listing": listing, "markets": ["US", "HK", "MO"]}
        answer = httpx.post(
            f"{door.url}/v1/preview", json=asked, headers={"x-api-key": KEY[0]}, timeout=300
        )
        job = journal.begin(journal.add([listing])[0])
        journal.finish(job, answer.json()["translations"])


class Desk(Visit):
    """The desk before the products of one shop."""

    foreseen = ("409",)  # what was overtaken

    def __init__(self, browser, door, seller, **options):
        super().__init__(browser, door, "/desk", **options)
        self.seller = seller
        self.fill("key", KEY[0])  # first: what is asked for without it is refused
        self.fill("seller_id", seller)
        assert self.page.locator("#rows tr").count() == len(ROWS)

    def fill(self, name, value):
        """Fill in a filter, and wait for the list that it asks for."""
        self.page.evaluate("delete document.getElementById('desk').dataset.ready")
        self.page.fill(f"[name={name}]", value)
        self.page.wait_for_selector("#desk[data-ready]", state="attached")

    def open(self, title):
        self.page.click(f"#rows tr:has-text('{title}')")
        self.page.wait_for_selector("#one .line")


def stored(site, desk, number):
    _, shown, _ = Translations(site[1]).detail(Product(f"L{number}", desk.seller))
    return {row["market"]: row for row in shown}


def test_desk_lists_products_filters_and_searches(desk):
    assert "纯棉抗菌袜" in desk.page.inner_text("#rows")
    desk.page.select_option("[name=status]", "held")
    desk.page.wait_for_selector("#rows tr:only-child")
    assert "抗菌" in desk.page.inner_text("#rows tr")
    desk.page.select_option("[name=status]", "")
    desk.page.fill("[name=q]", "枕套")
    desk.page.wait_for_selector("#rows tr:only-child:has-text('真丝枕套')")
    desk.page.fill("[name=q]", "没有这种东西")
    desk.page.wait_for_selector("text=No product is like that.")


def test_desk_corrects_in_place_and_shows_the_history(site, desk):
    desk.open("毛线包")
    desk.page.click("[data-path=title] .target .text")
    desk.page.fill("[data-path=title] textarea", "Hand-crocheted yarn bag")
    desk.page.check("[data-path=title] .all input")
    desk.page.click("[data-save]")
    desk.page.wait_for_selector("#told:has-text('Saved')")
    assert desk.page.inner_text("[data-path=title] .target .text") == "Hand-crocheted yarn bag"
    assert "ann corrected US · title" in desk.page.inner_text(".past")
    assert stored(site, desk, 0)["US"]["title"] == "Hand-crocheted yarn bag"
    known = Translations(site[1]).phrases(["platform"], 9)
    assert [(each.source, each.who) for each in known] == [(ROWS[0]["title"], "ann")]


def test_desk_accepts_what_is_held_with_the_keyboard(site, desk):
    desk.page.select_option("[name=status]", "held")
    desk.page.wait_for_selector("#rows tr:only-child")
    desk.page.evaluate("document.activeElement.blur()")
    desk.page.keyboard.press("j")
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_selector("#one .line.held")
    assert "FIFRA" in desk.page.inner_text(".line.held .issues >> nth=0")
    desk.page.keyboard.press("a")
    desk.page.wait_for_selector("#told:has-text('Accepted')")
    assert stored(site, desk, 1)["US"]["status"] == "ok"
    desk.page.keyboard.press("Escape")
    desk.page.wait_for_selector("#list:not([hidden])")


def test_desk_does_not_accept_what_was_overtaken(site, desk):
    desk.open("纯棉抗菌袜")
    row = {**ROWS[1], "title": "纯棉抗菌袜 新款 3双装"}
    listing = {"id": "L1", "seller_id": desk.seller, "version": 2, **row}
    answer = httpx.post(
        f"{site[0].url}/v1/preview", json={"listing": listing, "markets": ["US"]},
        headers={"x-api-key": KEY[0]}, timeout=300,
    )  # fmt: skip
    journal = Journal(site[1])
    journal.finish(journal.begin(journal.add([listing])[0]), answer.json()["translations"])
    desk.page.click("#accept")
    desk.page.wait_for_selector("#told:has-text('newer version')")
    assert stored(site, desk, 1)["US"]["status"] == "held"


def test_desk_switches_a_product(site, desk):
    desk.page.click("#rows tr:has-text('真丝枕套') .toggle")
    desk.page.wait_for_selector("#rows tr:has-text('真丝枕套') .toggle[aria-pressed=true]")
    assert Translations(site[1]).is_paused(Product("L3", desk.seller))


def test_desk_suggests_what_was_said_before(desk):
    desk.open("毛线包")
    desk.page.click("[data-path='tags.0'] [data-edit]")
    desk.page.fill("[data-path='tags.0'] textarea", "made by hand")
    desk.page.click("[data-save]")
    desk.page.wait_for_selector("#told:has-text('Saved')")
    desk.page.click("[data-path='tags.0'] [data-others]")
    desk.page.wait_for_selector("[data-path='tags.0'] .chip:has-text('said before, 100%')")


def test_desk_takes_markup_for_text_and_keeps_the_key_to_the_tab(desk):
    desk.open("保温杯")
    assert desk.page.query_selector("#one b:has-text('保温杯')") is None
    assert "<b>保温杯</b>" in desk.page.inner_text("#one")
    assert desk.context.cookies() == []


def test_desk_without_a_key_asks_for_one(site, browser):
    context = browser.new_context(locale="en-US")
    page = context.new_page()
    page.goto(f"{site[0].url}/desk")
    page.wait_for_selector("#told:has-text('Enter your API key')")
    assert page.inner_text("#rows") == ""
    context.close()


def test_desk_every_control_has_a_name(desk):
    desk.open("毛线包")
    nameless = desk.page.evaluate(
        """() => [...document.querySelectorAll('button, input, select, textarea')]
            .filter(e => !e.textContent.trim() && !e.ariaLabel && !e.labels?.length)
            .map(e => e.outerHTML)"""
    )
    assert nameless == []


def test_desk_fits_a_phone_and_speaks_chinese(site, browser, desk):
    phone = Desk(
        browser, site[0], desk.seller, viewport={"width": 360, "height": 740}, locale="zh-CN"
    )
    assert phone.page.inner_text("h1") == "商品"
    for _ in range(2):
        wide = phone.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0
        phone.open("毛线包") if phone.page.is_visible("#list") else None
    phone.page.evaluate("scrollTo(0, 0)")
    phone.page.screenshot(path=picture("desk-phone.png", site[0].log.parent))
    phone.close()


def test_desk_pictures_are_taken(site, browser, desk):
    """With HAIYI_PICTURE set they replace those in the documentation."""
    sight = Desk(browser, site[0], desk.seller, viewport={"width": 1360, "height": 860})
    sight.page.wait_for_selector("#rows tr")
    sight.page.screenshot(path=picture("desk.png", site[0].log.parent))
    sight.open("纯棉抗菌袜")
    path = picture("desk-product.png", site[0].log.parent)
    sight.page.screenshot(path=path)
    assert path.stat().st_size > 20_000
    sight.close()
