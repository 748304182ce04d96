"""Tone by a fine-tuned encoder: what it reads, what it says, and which words made it say so."""
