"""The API under `/api/v1`: one module a noun, one operation a use case; the same refusals as pages and commands.

`application.py` puts the nouns together; `sign_in.py` says who calls; `once.py` does a POST once under its key;
`problem.py` says no as RFC 9457 has it; `shape.py`, `body.py` and `paging.py` are what comes in and goes out.
"""
