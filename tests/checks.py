"""What must hold after every fault."""

from sites import in_order

TITLES = [f"纯棉连衣裙 夏季新款 {i}" for i in range(40)]


def rows(titles, **fields):
    return [
        {"id": f"d{i}", "version": 1, "title": title, "markets": ["US", "HK"], **fields}
        for i, title in enumerate(titles)
    ]


def assert_each_once(site, ids):
    """Every document is done, and told of once for each market, in effect."""
    jobs = site.wait(ids)
    assert [job.state for job in jobs] == ["done"] * len(ids)
    entries = site.told(2 * len(ids))
    news = {(e["id"], e["market"], e["version"], e["delivery"]) for e in entries}
    assert len(news) == 2 * len(ids) == len({entry[:3] for entry in news})
    assert in_order(entries)


def some_done(site, ids):
    return len(site.journal.unfinished(ids)) < len(ids)
