"""Admin: where support staff curate."""

from answers.admin.articles.admin import ArticleAdmin
from answers.admin.audit import LogEntryAdmin
from answers.admin.bots import BotAdmin
from answers.admin.channels import ChannelAdmin
from answers.admin.complaints import ComplaintAdmin
from answers.admin.expectations.admin import ExpectationAdmin, OverrideAdmin
from answers.admin.indexing import IndexChangeAdmin
from answers.admin.inquiries import InquiryAdmin
from answers.admin.pins import PinAdmin
from answers.admin.products import ProductAdmin
from answers.admin.revisions.admin import RevisionAdmin
from answers.admin.search import SearchEventAdmin
from answers.admin.synonyms import SynonymGroupAdmin
from answers.admin.tags import TagAdmin
from answers.admin.users import GroupAdmin, UserAdmin
from answers.admin.votes import VoteAdmin
from answers.admin.webhooks import DeliveryAdmin, WebhookAdmin
