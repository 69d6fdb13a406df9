"""The HTTP face: one write route, a table of questions, problems by RFC 9457."""
