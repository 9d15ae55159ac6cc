"""Symptoms: recognise what is observable in a text; plain Python."""

from answers.symptoms.clusters import cluster
from answers.symptoms.recognition import (
    SYMPTOMS_GENERATION,
    RecognisedSymptom,
    recognise,
)

__all__ = ["SYMPTOMS_GENERATION", "RecognisedSymptom", "cluster", "recognise"]
