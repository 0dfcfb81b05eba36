"""The interface for programs: published releases as open data, for anybody, without a key."""
