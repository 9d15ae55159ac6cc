"""Symptoms: symptom pages, their causes and branches."""

from answers.services.symptoms.branches import Branch, symptom_branches
from answers.services.symptoms.causes import MergedCause, Source
from answers.services.symptoms.meaning import Meaning, symptom_meaning
from answers.services.symptoms.selectors import (
    Diagnosis,
    symptom_get,
    symptom_known,
    symptom_list,
    symptom_nearest,
)
