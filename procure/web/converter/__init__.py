"""The requirement converter: a paper in, its statements sorted, and what was decided in the draft."""
