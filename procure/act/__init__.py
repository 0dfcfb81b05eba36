"""The Procurement Act 2023 as pure functions: dates, thresholds, duties and prompts, each citing its
provision.

Nothing here does I/O beyond reading the dated tables packaged beside it, and nothing here knows of tenders,
users or pages. Every rule carries an identifier (such as STD-2), the provision it rests on, and one sentence
of plain English. Money is ``Decimal`` pounds including VAT unless a name says ``net`` (Act s.123(2)).
This helps an officer; it is not legal advice.
"""
