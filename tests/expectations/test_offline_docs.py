import pytest

from expectations.offline_docs import _LOCAL, ASSETS, offline_page


@pytest.mark.parametrize(
    ("tag", "becomes"),
    [
        (
            '<script src="https://code.jquery.com/jquery-3.7.1.min.js"></script>',
            '<script src="../static/assets/js/jquery.min.js"></script>',
        ),
        (
            '<script src="https://a.example/popper.min.js" integrity="sha384-x" crossorigin="anonymous"></script>',
            '<script src="../static/assets/js/popper.min.js"></script>',
        ),
        (
            '<link rel="stylesheet" href="https://b.example/bootstrap/4.3.1/css/bootstrap.min.css"/>',
            '<link rel="stylesheet" href="../static/assets/css/bootstrap.min.css">',
        ),
        ('<script src="https://cdn.jsdelivr.net/npm/vega@5"></script>', ""),
        ('<link rel="stylesheet" href="https://c.example/bootstrap-prefers-dark.css" />', ""),
        ('<img class="x"\n  src="https://s3.example/logo.png?dataContextId=1" alt="y" />', "Data Docs"),
        ('<a href="https://greatexpectations.io">Great Expectations</a>', "Great Expectations"),
        (
            "<style>a { background: url('https://s3.example/dark.png') 0 0; }</style>",
            "<style>a { background: none 0 0; }</style>",
        ),
        (
            '<link rel="icon" href="../../static/images/favicon.ico"/>',
            '<link rel="icon" href="../static/images/favicon.ico"/>',
        ),
        ("<footer>\n<p>newsletter</p></footer>", ""),
        ('<a href="../index.html">Home</a>', '<a href="../index.html">Home</a>'),
    ],
)
def test_foreign_links_become_local_or_go(tag, becomes):
    assert offline_page(tag, "../", "Аудит") == becomes


def test_every_local_file_is_there():
    for paths in _LOCAL.values():
        for path in paths:
            assert (ASSETS / path).is_file()


@pytest.mark.parametrize("tag", ['<iframe src="https://x.example"></iframe>', '<img alt="" src="//x.example/a.png">'])
def test_a_page_that_still_asks_another_host_is_refused(tag):
    with pytest.raises(RuntimeError, match="another host"):
        offline_page(tag, "", "Аудит")


def test_a_file_whose_name_looks_like_a_link_is_no_link():
    text = "<td> src=https://x.example href=//y url(http://z) </td>"
    assert "src=https://x.example" in offline_page(text, "", "Аудит")
