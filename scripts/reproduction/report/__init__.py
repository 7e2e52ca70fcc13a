"""The report: one self-contained HTML page of a result file of scripts/reproduce.sh.

Files of results -> `study` (typed values) -> `measures` (ratios and means) -> charts (`scale`,
`chart`, `rows`, `scatter`) -> `figure` -> `summary`, `views` and so on -> `page`.
"""
