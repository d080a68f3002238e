"""What we answer and what workflows may answer, without any I/O."""
