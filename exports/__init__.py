"""What anybody reads, made from a frozen snapshot by functions that know no web and no database."""
