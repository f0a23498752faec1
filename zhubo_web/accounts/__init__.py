"""People, their roles in rooms, sign-ins that can be revoked, and tablets bound to a room."""
