"""The site with the style guide, which is otherwise there only under DEBUG or DEMO."""

from django.urls import path

from core.pages import styleguide
from procurement.urls import urlpatterns as site

urlpatterns = [path("styleguide", styleguide.page, name="styleguide"), *site]
