"""Telling one user, some or everyone: inbox and alerts. Knows users, and of rooms only that they have members."""
