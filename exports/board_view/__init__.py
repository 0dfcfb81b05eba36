"""A board's one page about a frozen version (outcome method, section 11), as HTML and as a tagged PDF of one page."""
