"""Rules of law as data: profiles, the three ways to count days, calendars, and who confirmed what."""
