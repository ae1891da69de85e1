"""The websocket edge: who is it, may they, and where do their frames go."""
