"""What an agent is told of this knowledge base: English, for models."""

INSTRUCTIONS = """\
Dayi is a knowledge base of reviewed expert answers to symptoms of software: error \
codes, exceptions, log lines, questions in Chinese or English. Paste what was observed \
as it is. Use `ask` for one honest answer with citations: when `status` is "unknown" \
say so and give the `inquiry` link; when it is "ambiguous" put the `clarify` question \
to the user. Use `search` to see several articles, `get_article` to read one. Cite \
articles by their `url` and `revision`."""
