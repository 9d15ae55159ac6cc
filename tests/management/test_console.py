from io import StringIO

from answers.management.console import tracker


class Terminal(StringIO):
    tty = True

    def write(self, text, style=None, ending="\n"):
        return super().write(text + ending)

    def isatty(self):
        return self.tty


class Pipe(Terminal):
    tty = False


def test_a_terminal_gets_a_bar():
    out = Terminal()
    assert list(tracker(out)("abc", 3, "index")) == list("abc")
    assert out.getvalue().endswith("█ 3/3\n")


def test_a_pipe_gets_plain_lines():
    out = Pipe()
    list(tracker(out)("abc", 3, "index"))
    assert out.getvalue() == "index 3/3\n"


def test_more_than_announced_does_no_harm():
    assert list(tracker(Terminal())("abc", 0, "x")) == list("abc")
