"""Try before applying: synonyms and pins against what readers searched for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from answers.admin.fields import WordsField
from answers.lib.errors import AnswersError
from answers.lib.glossary import SEPARATOR
from answers.models import Article, Pin, SynonymGroup
from answers.services.trying import pin_try, wording_try

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

GROUP_PAGE = "admin/answers/synonymgroup/try.html"
PIN_PAGE = "admin/answers/pin/try.html"
SHOWN = 30  # changed queries


def try_words_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Show what a group of words would change; its form saves it."""
    group = _row(SynonymGroup, request.GET.get("group", ""))
    typed = request.POST if "words" in request.POST else request.GET
    words = typed.get("words", "\n".join(group.words) if group else "")
    context |= {"title": _("Try a synonym group"), "typed": words, "group": group}
    if words.strip():
        probe = SynonymGroup(words=WordsField().to_python(words))
        try:
            probe.clean()
            without = [group.pk] if group else []
            trial = wording_try(words=[probe.words], without=without)
            context |= {"trial": trial, "shown": trial.changed[:SHOWN]}
        except ValidationError as error:
            context["errors"] = error.messages
        except AnswersError as error:
            context["errors"] = [error.message]
        context["lines"] = SEPARATOR.join(map(str, probe.words))
    name = "admin:answers_synonymgroup_"
    context["apply_url"] = (
        reverse(f"{name}change", args=[group.pk]) if group else reverse(f"{name}add")
    )
    return TemplateResponse(request, GROUP_PAGE, context)


def try_pin_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Show what a pin would change; its form saves it."""
    typed = request.POST if "text" in request.POST else request.GET
    pin = Pin(text=typed.get("text", "")[:300], by=typed.get("by", Pin.By.QUESTION))
    if pin.by not in Pin.By.values:
        pin.by = Pin.By.QUESTION
    article = _row(Article, typed.get("article", ""))
    context |= {
        "title": _("Try a pin"),
        "pin": pin,
        "kinds": Pin.By.choices,
        "article": article,
        "number": typed.get("article", "")[:20],
        "apply_url": reverse("admin:answers_pin_add"),
    }
    if pin.text.strip():
        try:
            pin.clean()
            if article is None:
                raise ValidationError(_("Choose the article that comes first."))
            trial = pin_try(text=pin.text, by=pin.by, article=article)
            context |= {"trial": trial, "shown": trial.changed[:SHOWN]}
        except ValidationError as error:
            context["errors"] = error.messages
        except AnswersError as error:
            context["errors"] = [error.message]
    return TemplateResponse(request, PIN_PAGE, context)


def _row(model: type[Any], number: str) -> Any:
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    return model._default_manager.filter(pk=int(number)).first()
