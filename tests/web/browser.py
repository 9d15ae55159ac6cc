"""A real browser: pages opened in it note whatever it complains of."""

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1280, "height": 800}


def opened(chromium, site, path="/", **options):
    """Open a page and note whatever the browser complains of."""
    context = chromium.new_context(base_url=site, **{"locale": "zh-CN"} | options)
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on(
        "console",
        lambda message: (
            message.type == "error" and page.complaints.append(message.text)
        ),
    )
    page.goto(path)
    return page
