"""Who gets in where. Everybody who can sign in has a desk."""

MATRIX = {
    "desk": {"*": 200, "stranger": 302},
    # For machines: whoever shows no token is told so, signed in or not.
    "api:push": {"*": 405},
    "api:push_batch": {"*": 405},
    "api:status": {"*": 401},
    "api:api-root": {"*": 404},
    "api:openapi-json": {"*": 401, "guan": 200},
}
POST_ONLY = {
    "api:push": {"*": 401},
    "api:push_batch": {"*": 401},
}


def arguments(cast, request):
    return {"api:status": ("Y0000001",)}
