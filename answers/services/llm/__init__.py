"""Language model: rewords cited passages; every sentence is checked."""

from answers.services.llm.completion import llm_available, llm_configured
from answers.services.llm.draft import RewordedAnswer, Sentence
from answers.services.llm.rewording import Outcome, Rewording, answer_reword
from answers.services.llm.support import replace_citations
