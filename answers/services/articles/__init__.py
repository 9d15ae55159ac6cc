"""Articles: read, list, save, retire, retag and verify them."""

from answers.services.articles.bulk import (
    BulkResult,
    article_retag,
    article_set_product,
)
from answers.services.articles.save import (
    ArticleInput,
    Intent,
    SavedArticle,
    article_save,
)
from answers.services.articles.selectors import (
    article_find,
    article_get,
    article_is_public,
    article_list,
    article_refusal,
    article_related,
    article_retired,
    home_get,
    product_list,
    revision_history,
    tag_get,
    tag_list,
)
from answers.services.articles.status import article_set_status, article_show_to
from answers.services.articles.verification import (
    article_unverify,
    article_verify,
    article_worklist,
)
