"""Money across organisations: what a tender's officers see of it, and what owners elsewhere are asked to sign."""
