"""The database tables, their queries, and the rules of a single row."""

from answers.models.articles import Article
from answers.models.bots import Bot, BotKey, BotViewer, Scope
from answers.models.changes import IndexChange
from answers.models.channels import Channel, ChannelEvent, ChannelThread
from answers.models.complaints import Complaint
from answers.models.deliveries import Delivery, DeliveryAttempt
from answers.models.events import PROPOSED, ArticleView, SearchEvent
from answers.models.expectations import Expectation, ExpectationOverride
from answers.models.inquiries import Inquiry, InquiryFollower
from answers.models.logins import Login
from answers.models.pins import Pin, question_key
from answers.models.products import Product
from answers.models.references import Reference
from answers.models.releases import Release, Timelines, stale
from answers.models.revisions import Revision
from answers.models.sources import FeedbackNumber, SourceFile
from answers.models.symptoms import ArticleSymptom, Cause, Symptom
from answers.models.synonyms import SynonymGroup
from answers.models.tags import Tag
from answers.models.visibility import Viewer, product_limits, reads_internal
from answers.models.votes import VOTE_VALUES, Vote
from answers.models.webhooks import Event, Webhook
