"""The timetable planner: for a tender, and for anybody who wants to know what would happen when."""
