"""The live document: everybody who has it open in this process, and what they do to it."""
