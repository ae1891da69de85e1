"""Lists in pages of at most a hundred."""

from rest_framework.pagination import CursorPagination, PageNumberPagination


class Pages(PageNumberPagination):
    """`?page=&page_size=`; more than 100 a page is answered with 100."""

    page_size = 25
    page_size_query_param = "page_size"
    max_page_size = 100


class Cursor(CursorPagination):
    """`?cursor=`, as `next` gives it: nothing is left out or shown twice while rows come in."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 100
    ordering = "-id"
