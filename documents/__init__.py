"""Documents that several people edit at the same time: a reusable Django app."""
