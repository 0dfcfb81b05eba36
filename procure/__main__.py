"""``python -m procure`` is the command ``procure``."""

from procure.cli import main

main(prog_name="procure")
