import re

import pytest
from pages import MARKS, Visit, chromium, picture
from serving import served

from tasks.web.door.api_keys import mint

pytestmark = MARKS


@pytest.fixture(scope="module")
def door(home, server, tmp_path_factory):
    with served(home, tmp_path_factory.mktemp("page"), server.url) as running:
        yield running


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


class Form(Visit):
    """The page with its form."""

    def write(self, **fields):
        """Fill in the form, and wait for the answer to the last of it."""
        for name, text in fields.items():
            with self.page.expect_response(lambda r: r.request.method == "POST" and r.ok):
                self.page.fill(f"#{name}", text)
        self.page.wait_for_selector("#result[aria-busy=false]")

    def card(self):
        return self.page.inner_text(".panel:not([hidden]) .card")


class Stranger(Form):
    """Somebody without a key, or with that of another shop."""

    foreseen = ("401", "404")


@pytest.fixture
def visit(browser, door):
    going = Form(browser, door)
    going.page.wait_for_selector("[role=tab]")
    yield going
    going.close()


def test_page_follows_what_is_typed(visit):
    visit.write(title="雾霾蓝", body="", attributes="", variants="颜色：雾霾蓝", tags="")
    assert "haze blue" in visit.card().lower()
    assert visit.page.inner_text(".length").startswith("Title · 9 of 200")


def test_page_shows_that_it_works_while_it_works(visit):
    held = []

    def hold(route):
        held.append(route)

    visit.page.route("**/", hold)
    visit.page.fill("#title", "一件新的连衣裙")
    visit.page.wait_for_selector("#working.busy")
    assert visit.page.inner_text("#working") == "Translating…"
    (request,) = held
    request.continue_()
    visit.page.wait_for_selector("#working:not(.busy)", state="attached")


def test_page_tabs_work_with_the_keyboard(visit):
    visit.page.focus("#tab-US")
    visit.page.keyboard.press("ArrowRight")
    assert visit.page.evaluate("document.activeElement.id") == "tab-HK"
    assert visit.page.get_attribute("#tab-HK", "aria-selected") == "true"
    assert visit.page.is_visible("#panel-HK")
    assert not visit.page.is_visible("#panel-US")
    visit.write(title="软件")
    assert visit.page.is_visible("#panel-HK")
    visit.page.keyboard.press("Tab")


def test_page_lights_up_both_sides_of_a_pair(visit):
    visit.write(body="很漂亮！很舒服！")
    visit.page.hover(".panel:not([hidden]) tr:nth-child(2) td:nth-of-type(1) [data-pair]")
    lit = visit.page.eval_on_selector_all(".lit", "spans => spans.map(s => s.textContent)")
    assert len(lit) == 2
    assert lit[0] == "很漂亮！"


def test_page_a_fixed_term_is_kept_and_shown(visit):
    visit.write(seller_id="fix-shop", title="奶油白", body="", attributes="", variants="", tags="")
    visit.page.eval_on_selector("#title", "field => { field.focus(); field.select(); }")
    visit.page.click(".panel:not([hidden]) [data-fix]")
    assert visit.page.input_value("#fix-source") == "奶油白"
    visit.page.fill("#fix-target", "clotted cream")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_selector(".terms li")
    assert "clotted cream" in visit.card().lower()
    visit.page.click(".terms [data-remove]")
    visit.page.wait_for_selector(".terms li", state="detached")
    assert "clotted cream" not in visit.card().lower()


PENCIL = ".panel:not([hidden]) [data-edit]"
READ = ".panel:not([hidden]) .read"


def test_page_a_sentence_is_corrected_in_place_and_stays_so(visit):
    visit.write(
        seller_id="words-shop", title="雾霾蓝", body="", attributes="", variants="", tags=""
    )
    visit.page.focus(PENCIL)
    visit.page.keyboard.press("Enter")
    visit.page.keyboard.press("Control+a")
    visit.page.keyboard.insert_text("Misty blue")
    visit.page.keyboard.press("Control+Enter")
    visit.page.wait_for_selector("#said:has-text('Saved')")
    assert visit.page.inner_text(READ) == "Misty blue"
    assert (
        visit.page.inner_text(".panel:not([hidden]) .badge.ok >> nth=1") == "1 as people corrected"
    )
    assert "Corrected by a person." in visit.page.inner_text(".panel:not([hidden]) .own")
    assert visit.page.evaluate("document.activeElement.matches('[data-edit]')")
    visit.write(seller_id="another-shop")
    assert visit.page.inner_text(READ).lower() == "haze blue"
    visit.write(seller_id="words-shop")
    assert visit.page.inner_text(READ) == "Misty blue"
    visit.page.click(".panel:not([hidden]) [data-forget]")
    visit.page.wait_for_selector("#said:has-text('Taken back')")
    assert visit.page.inner_text(READ).lower() == "haze blue"
    assert visit.page.locator("[data-forget]").count() == 0


def test_page_a_correction_is_left_with_escape(visit):
    visit.write(title="雾霾蓝", body="", attributes="", variants="颜色：雾霾蓝，白色", tags="")
    before = visit.page.inner_text(".panel:not([hidden]) tr:last-child .read")
    visit.page.click(f"{PENCIL} >> nth=1")
    areas = visit.page.locator(f"{READ} textarea")
    assert areas.count() == 3
    areas.first.fill("Shade")
    visit.page.keyboard.press("Escape")
    assert visit.page.inner_text(".panel:not([hidden]) tr:last-child .read") == before
    assert visit.page.inner_text("#said") == ""


def test_page_offers_no_correction_of_what_stays_as_written(visit):
    visit.write(title="A haze blue bag", body="", attributes="", variants="", tags="")
    assert not visit.page.is_visible(PENCIL)


def test_page_offers_no_correction_to_whoever_has_no_key(home, server, browser, tmp_path):
    token, line = mint("shop", "s7")
    with served(home, tmp_path, server.url, api_keys=line) as door:
        stranger = Stranger(browser, door)
        stranger.page.wait_for_selector(".complaint:has-text('An API key is needed')")
        assert stranger.page.locator("[data-edit]").count() == 0
        stranger.page.fill("#api_key", token)
        stranger.page.fill("#seller_id", "s7")
        stranger.page.wait_for_selector(PENCIL)
        stranger.page.fill("#seller_id", "s8")
        stranger.page.wait_for_selector(".complaint:has-text('another shop')")
        stranger.close()


def test_page_a_table_of_terms_is_imported(visit, tmp_path):
    table = tmp_path / "terms.csv"
    table.write_text("source,target\n奶油白,clotted cream\n杏色,pale apricot\n", "utf-8")
    visit.write(seller_id="import-shop")
    visit.page.click(".terms summary")
    visit.page.set_input_files("[data-import]", table)
    visit.page.wait_for_selector(".terms li:nth-child(2)")
    with visit.page.expect_download() as download:
        visit.page.click("[data-export]")
    assert "杏色,pale apricot" in download.value.path().read_text("utf-8")


def test_page_explains_issues_in_words(visit):
    visit.write(title="とても かわいい ワンピース", body="", attributes="", variants="", tags="")
    said = visit.page.inner_text(".panel:not([hidden]) .issues")
    assert said.startswith("There is no translation for this language yet")
    assert visit.page.inner_text(".panel:not([hidden]) .badge.review") == "Needs a look"


def test_page_markup_in_a_listing_is_only_text(visit):
    visit.write(title="<img src=x onerror=alert(1)> 很好看 <script>alert(2)</script>")
    assert visit.page.query_selector(".card img, .card script, .compare script") is None
    assert "<img src=x onerror=alert(1)>" in visit.page.inner_text(".compare")


def test_page_copies_the_translation(visit):
    visit.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit.write(title="雾霾蓝", body="", attributes="", variants="", tags="")
    visit.page.click(".panel:not([hidden]) [data-copy]")
    assert visit.page.evaluate("navigator.clipboard.readText()").lower() == "haze blue"


def test_page_speaks_chinese_and_keeps_the_text(visit):
    visit.write(title="雾霾蓝")
    visit.page.click("button[name=to]")
    visit.page.wait_for_selector("html[lang=zh-Hans]")
    assert visit.page.inner_text("#your-listing") == "你的商品"
    assert visit.page.input_value("#title") == "雾霾蓝"


def test_page_every_field_and_button_has_a_name(visit):
    nameless = visit.page.evaluate(
        """() => [...document.querySelectorAll('button, input:not([type=hidden]), textarea, meter')]
            .filter(e => !e.textContent.trim() && !e.ariaLabel && !e.labels?.length)
            .map(e => e.outerHTML)"""
    )
    assert nameless == []
    assert visit.page.evaluate("document.querySelectorAll('h1').length") == 1


def test_page_fits_a_phone(browser, door):
    phone = Form(browser, door, viewport={"width": 360, "height": 740}, locale="zh-CN")
    phone.page.wait_for_selector("[role=tab]")
    wide = phone.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
    phone.close()


def test_page_works_without_scripts(browser, door):
    plain = Form(browser, door, java_script_enabled=False)
    plain.page.fill("#title", "雾霾蓝")
    plain.page.click(".send")
    assert re.search("haze blue", plain.page.inner_text(".card >> nth=0"), re.IGNORECASE)
    assert plain.page.locator(".card").count() == 3
    plain.close()


def test_page_describes_the_api_without_leaving_this_machine(visit):
    visit.page.goto(f"{visit.page.url}docs")
    assert visit.page.locator("details").count() >= 20
    visit.page.click("summary:has-text('/v1/preview')")
    assert "纯手工编织毛线包" in visit.page.inner_text("details[open] pre")


def test_page_picture_is_taken(browser, door, tmp_path):
    """With HAIYI_PICTURE set it replaces the one in the documentation."""
    sight = Form(browser, door, viewport={"width": 1360, "height": 900}, device_scale_factor=1.5)
    sight.page.wait_for_selector("[role=tab]")
    sight.page.click("button:has-text('Insulated bottle')")
    sight.page.wait_for_selector("text=500ml")
    sight.page.wait_for_selector("#result[aria-busy=false]")
    path = picture("preview.png", tmp_path)
    sight.page.mouse.move(0, 0)
    sight.page.screenshot(path=path)
    assert path.stat().st_size > 20_000
    sight.close()
