"""Symptoms: recognise statuses, messages, ports and the like in texts."""

from answers.symptoms.clusters import cluster
from answers.symptoms.recognition import (
    SYMPTOMS_GENERATION,
    RecognisedSymptom,
    recognise,
)
