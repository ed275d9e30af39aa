"""The look and manner of every page: frame, parts, tags, sheets, scripts. No domain.

Areas extend `ui/base.html`, `ui/list.html`, `ui/detail.html` or `ui/act.html` and put
parts into them. What there is and how it is called: README.md beside this file.
"""
