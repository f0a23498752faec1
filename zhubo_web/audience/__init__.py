"""What viewers write in a room, masked before it is kept."""
