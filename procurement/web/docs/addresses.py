"""The page of the API's addresses: every route with its methods and what each says of itself."""

from core.rest import index
from procurement.web.docs import markdown
from procurement.web.docs.markdown import code

_INTRO = """Every address of the REST API, as `GET /api/v1/` lists them. The fields of requests and answers are in the
OpenAPI document at `/api/v1/schema/`."""


def page() -> str:
    rows = [
        (code(row.address), operation.method, operation.does)
        for row in index.addresses()
        for operation in row.operations
    ]
    return markdown.page("Addresses of the API", _INTRO, markdown.table(["Address", "Method", "Does"], rows))
