"""The confidence: each feature moves it its way."""

from dataclasses import replace

from answers.services.ask.confidence import Features, confidence_of


def test_confidence_rises_with_coverage_and_falls_with_foreign_names():
    plain = Features(covered=0.5, margin=0.2, foreign=0.0, agreed=0.0)
    foreign = replace(plain, foreign=1.0)
    fuller = replace(plain, covered=0.9)
    assert confidence_of(foreign) < confidence_of(plain) < confidence_of(fuller)
    assert confidence_of(plain) < confidence_of(replace(plain, agreed=1.0))
