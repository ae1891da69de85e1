"""REST: thin views that check, call one service and translate. Errors are problem+json."""
