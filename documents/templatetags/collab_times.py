"""Moments in templates, as people say them."""

from django import template

from documents.web.times import ago

register = template.Library()
register.filter("ago", ago)
