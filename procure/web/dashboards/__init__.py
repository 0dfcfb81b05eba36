"""Results as they come in: missions, tenders and measures, for boards and buyers, and for anybody what is public."""
