"""Lists in pages of at most a hundred."""

from rest_framework.pagination import PageNumberPagination


class Pages(PageNumberPagination):
    """`?page=&page_size=`; more than 100 a page is answered with 100."""

    page_size = 25
    page_size_query_param = "page_size"
    max_page_size = 100
