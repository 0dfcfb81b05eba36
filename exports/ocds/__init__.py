"""Open data by the Open Contracting Data Standard: our own typed model of what we write and read."""
