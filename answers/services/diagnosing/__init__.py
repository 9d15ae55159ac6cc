"""Diagnosing: symptoms, and what all answers together name as their causes."""

from answers.services.diagnosing.branching import Branch, symptom_branches
from answers.services.diagnosing.meaning import Meaning, symptom_meaning
from answers.services.diagnosing.merging import MergedCause, Source
from answers.services.diagnosing.reading import (
    Diagnosis,
    symptom_get,
    symptom_known,
    symptom_list,
    symptom_nearest,
)

__all__ = [
    "Branch",
    "Diagnosis",
    "Meaning",
    "MergedCause",
    "Source",
    "symptom_branches",
    "symptom_get",
    "symptom_known",
    "symptom_list",
    "symptom_meaning",
    "symptom_nearest",
]
